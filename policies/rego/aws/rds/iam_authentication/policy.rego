# METADATA
# title: Databases let IAM identities log in
# description: Databases let IAM identities log in.
# custom:
#   id: rds-iam-authentication
#   severity: low
#   category: access
#   resource_types:
#     - aws_db_instance
#   requires:
#     - iam_database_authentication_enabled
#   controls:
#     - "nist-800-53-r5:IA-2"
#   message: "people and programs log in with passwords only"
#   remediation: "set iam_database_authentication_enabled = true"
package driftgate.aws.rds.iam_authentication

import rego.v1

deny contains {"path": ["iam_database_authentication_enabled"], "observed": value, "required": true, "args": {}} if {
	value := object.get(input.attributes, "iam_database_authentication_enabled", null)
	value != true
}
