# METADATA
# title: Databases are protected against deletion
# description: Databases are protected against deletion.
# custom:
#   id: rds-deletion-protection
#   severity: medium
#   category: recovery
#   resource_types:
#     - aws_db_instance
#   requires:
#     - deletion_protection
#   controls:
#     - "nist-800-53-r5:CP-9"
#   message: "the database can be deleted by one call"
#   remediation: "set deletion_protection = true"
package driftgate.aws.rds.deletion_protection

import rego.v1

deny contains {"path": ["deletion_protection"], "observed": value, "required": true, "args": {}} if {
	value := object.get(input.attributes, "deletion_protection", null)
	value != true
}
