# METADATA
# title: Databases are encrypted at rest
# description: Databases are encrypted at rest.
# custom:
#   id: rds-encrypted
#   severity: high
#   category: encryption
#   resource_types:
#     - aws_db_instance
#   requires:
#     - storage_encrypted
#   controls:
#     - "nist-800-53-r5:SC-28"
#     - "cis-aws-3.0:2.3.1"
#   message: "the database is not encrypted"
#   remediation: "set storage_encrypted = true (the database is made anew)"
package driftgate.aws.rds.encrypted

import rego.v1

deny contains {"path": ["storage_encrypted"], "observed": value, "required": true, "args": {}} if {
	value := object.get(input.attributes, "storage_encrypted", null)
	value != true
}
