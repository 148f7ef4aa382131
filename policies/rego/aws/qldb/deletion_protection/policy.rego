# METADATA
# title: "Ledgers are protected against deletion"
# description: "A ledger is protected unless somebody takes the protection away, after which one wrong call or plan deletes its whole history."
# related_resources:
#   - https://docs.aws.amazon.com/qldb/latest/developerguide/ledger-management.basics.html
# custom:
#   id: qldb-deletion-protection
#   severity: medium
#   reason: "one wrong call or plan deletes the ledger"
#   category: recovery
#   resource_types:
#     - aws_qldb_ledger
#   needs:
#     aws_qldb_ledger: [deletion_protection]
#   controls:
#     - "nist-800-53-r5:CP-9"
#   aliases: [CKV_AWS_172]
#   message: "the ledger can be deleted by one call"
#   remediation: "take deletion_protection away, or set it to true"
#   example: |
#     resource "aws_qldb_ledger" "this" {
#       name             = "orders"
#       permissions_mode = "STANDARD"
#     }
package driftgate.aws.qldb.deletion_protection

import rego.v1

deny contains {"path": ["deletion_protection"], "observed": value, "required": true, "args": {}} if {
	value := object.get(input.attributes, "deletion_protection", null)
	value != true
}
