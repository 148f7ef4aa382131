# METADATA
# title: Databases are not reachable from the internet
# description: Databases are not reachable from the internet.
# custom:
#   id: rds-private
#   severity: critical
#   category: network
#   resource_types:
#     - aws_db_instance
#   requires:
#     - publicly_accessible
#   controls:
#     - "nist-800-53-r5:SC-7"
#     - "cis-aws-3.0:2.3.3"
#   message: "the database has a public address"
#   remediation: "set publicly_accessible = false"
package driftgate.aws.rds.private

import rego.v1

deny contains {"path": ["publicly_accessible"], "observed": value, "required": false, "args": {}} if {
	value := object.get(input.attributes, "publicly_accessible", null)
	value != false
}
