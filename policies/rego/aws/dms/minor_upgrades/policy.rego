# METADATA
# title: "Replication instances take minor upgrades"
# description: "Minor versions mend flaws in the window for maintenance. With the provider they are off where nobody says otherwise."
# related_resources:
#   - https://docs.aws.amazon.com/dms/latest/userguide/CHAP_ReplicationInstance.EngineVersions.html
# custom:
#   id: dms-minor-upgrades
#   severity: low
#   reason: "known flaws stay open until somebody upgrades by hand"
#   category: general
#   resource_types:
#     - aws_dms_replication_instance
#   needs:
#     aws_dms_replication_instance: [auto_minor_version_upgrade]
#   controls:
#     - "nist-800-53-r5:SI-2"
#   aliases: [CKV_AWS_222, dms_instance_minor_version_upgrade_enabled]
#   message: "minor upgrades are off"
#   remediation: "set auto_minor_version_upgrade = true"
#   example: |
#     resource "aws_dms_replication_instance" "this" {
#       replication_instance_id    = "orders"
#       replication_instance_class = "dms.t3.small"
#       auto_minor_version_upgrade = true
#     }
package driftgate.aws.dms.minor_upgrades

import rego.v1

deny contains {"path": ["auto_minor_version_upgrade"], "observed": value, "required": true, "args": {}} if {
	value := object.get(input.attributes, "auto_minor_version_upgrade", null)
	value != true
}
