# METADATA
# title: "Tables are protected against deletion"
# description: "With protection, deleting a table takes two steps, and one wrong call or plan deletes nothing. It is off unless somebody sets it."
# related_resources:
#   - https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/WorkingWithTables.Basics.html
# custom:
#   id: dynamodb-deletion-protection
#   severity: medium
#   reason: "one wrong call or plan deletes the table"
#   category: recovery
#   resource_types:
#     - aws_dynamodb_table
#   needs:
#     aws_dynamodb_table: [deletion_protection_enabled]
#   controls:
#     - "nist-800-53-r5:CP-9"
#   aliases: [dynamodb_table_deletion_protection_enabled]
#   message: "the table can be deleted by one call"
#   remediation: "set deletion_protection_enabled = true"
#   example: |
#     resource "aws_dynamodb_table" "this" {
#       name                        = "orders"
#       deletion_protection_enabled = true
#       # ...
#     }
package driftgate.aws.dynamodb.deletion_protection

import rego.v1

deny contains {"path": ["deletion_protection_enabled"], "observed": value, "required": true, "args": {}} if {
	value := object.get(input.attributes, "deletion_protection_enabled", null)
	value != true
}
