# METADATA
# title: Databases take minor upgrades
# description: Databases take minor upgrades.
# custom:
#   id: rds-minor-upgrades
#   severity: low
#   category: general
#   resource_types:
#     - aws_db_instance
#   requires:
#     - auto_minor_version_upgrade
#   controls:
#     - "nist-800-53-r5:SI-2"
#     - "cis-aws-3.0:2.3.2"
#   message: "minor upgrades are off"
#   remediation: "set auto_minor_version_upgrade = true"
package driftgate.aws.rds.minor_upgrades

import rego.v1

deny contains {"path": ["auto_minor_version_upgrade"], "observed": value, "required": true, "args": {}} if {
	value := object.get(input.attributes, "auto_minor_version_upgrade", null)
	value != true
}
