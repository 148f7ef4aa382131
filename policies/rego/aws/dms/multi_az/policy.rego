# METADATA
# title: "Replication instances have a standby in another zone"
# description: "A replication that runs for weeks stops with its machine or zone, unless a standby takes over. Replications without servers say it in their compute settings."
# related_resources:
#   - https://docs.aws.amazon.com/dms/latest/userguide/CHAP_ReplicationInstance.html
# custom:
#   id: dms-multi-az
#   severity: low
#   reason: "the failure of one zone stops a replication, not a database"
#   category: recovery
#   resource_types:
#     - aws_dms_replication_instance
#     - aws_dms_replication_config
#   needs:
#     aws_dms_replication_instance: [multi_az]
#     aws_dms_replication_config: [compute_config]
#   controls:
#     - "nist-800-53-r5:CP-10"
#   aliases: [dms_instance_multi_az_enabled]
#   message: "the replication has no standby"
#   remediation: "set multi_az = true"
#   example: |
#     resource "aws_dms_replication_instance" "this" {
#       replication_instance_id    = "orders"
#       replication_instance_class = "dms.t3.small"
#       multi_az                   = true
#     }
package driftgate.aws.dms.multi_az

import data.driftgate.lib.blocks
import rego.v1

compute := object.get(input.attributes, "compute_config", null)

deny contains {"path": ["multi_az"], "observed": value, "required": true, "args": {}} if {
	input.type == "aws_dms_replication_instance"
	value := object.get(input.attributes, "multi_az", null)
	value != true
}

deny contains {"path": blocks.path("compute_config", compute, "multi_az"), "observed": value, "required": true, "args": {}} if {
	input.type == "aws_dms_replication_config"
	value := blocks.member(compute, "multi_az")
	value != true
}
