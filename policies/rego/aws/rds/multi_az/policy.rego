# METADATA
# title: Databases have a standby in another zone
# description: Databases have a standby in another zone.
# custom:
#   id: rds-multi-az
#   severity: medium
#   category: recovery
#   resource_types:
#     - aws_db_instance
#   requires:
#     - multi_az
#   controls:
#     - "nist-800-53-r5:CP-10"
#   message: "the database has no standby"
#   remediation: "set multi_az = true"
package driftgate.aws.rds.multi_az

import rego.v1

deny contains {"path": ["multi_az"], "observed": value, "required": true, "args": {}} if {
	value := object.get(input.attributes, "multi_az", null)
	value != true
}
