# METADATA
# title: "Replication instances are not reachable from the internet"
# description: "A replication instance knows the passwords of the databases that it joins, and has their data on its disk. With the provider it has a public address only where somebody says so."
# related_resources:
#   - https://docs.aws.amazon.com/dms/latest/userguide/CHAP_ReplicationInstance.html
# custom:
#   id: dms-private
#   severity: critical
#   reason: "anybody on the internet can reach it"
#   category: network
#   resource_types:
#     - aws_dms_replication_instance
#   needs:
#     aws_dms_replication_instance: [publicly_accessible]
#   controls:
#     - "nist-800-53-r5:SC-7"
#   aliases: [CKV_AWS_89, dms_instance_no_public_access]
#   message: "the replication instance has a public address"
#   remediation: "set publicly_accessible = false (the instance is made anew)"
#   example: |
#     resource "aws_dms_replication_instance" "this" {
#       replication_instance_id    = "orders"
#       replication_instance_class = "dms.t3.small"
#       publicly_accessible        = false
#     }
package driftgate.aws.dms.private

import rego.v1

deny contains {"path": ["publicly_accessible"], "observed": value, "required": false, "args": {}} if {
	value := object.get(input.attributes, "publicly_accessible", null)
	value != false
}
