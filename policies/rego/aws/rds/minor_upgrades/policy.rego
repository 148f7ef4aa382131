# METADATA
# title: "Databases take minor upgrades"
# description: "Minor versions mend flaws without changing how a database behaves, in the window for maintenance. They are on unless somebody switches them off, at an instance or a member of a cluster; a cluster of Aurora takes them only where all its members do."
# related_resources:
#   - https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_UpgradeDBInstance.Upgrading.html
# custom:
#   id: rds-minor-upgrades
#   severity: low
#   reason: "known flaws stay open until somebody upgrades by hand"
#   category: general
#   resource_types:
#     - aws_db_instance
#     - aws_rds_cluster_instance
#   requires:
#     - auto_minor_version_upgrade
#   controls:
#     - "nist-800-53-r5:SI-2"
#     - "cis-aws-3.0:2.3.2"
#   aliases: [CKV_AWS_226, rds_instance_minor_version_upgrade_enabled, rds_cluster_minor_version_upgrade_enabled]
#   message: "minor upgrades are off"
#   remediation: "set auto_minor_version_upgrade = true"
#   example: |
#     resource "aws_db_instance" "this" {
#       engine                     = "postgres"
#       auto_minor_version_upgrade = true
#       # ...
#     }
package driftgate.aws.rds.minor_upgrades

import rego.v1

deny contains {"path": ["auto_minor_version_upgrade"], "observed": value, "required": true, "args": {}} if {
	value := object.get(input.attributes, "auto_minor_version_upgrade", null)
	value != true
}
