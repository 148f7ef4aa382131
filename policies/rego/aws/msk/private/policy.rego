# METADATA
# title: "Kafka is not reachable from the internet"
# description: "Brokers get public addresses where public access is of type SERVICE_PROVIDED_EIPS. They have none where nobody says it; clusters without servers never have any."
# related_resources:
#   - https://docs.aws.amazon.com/msk/latest/developerguide/public-access.html
# custom:
#   id: msk-private
#   severity: critical
#   reason: "anybody on the internet can try to log in"
#   category: network
#   resource_types:
#     - aws_msk_cluster
#   needs:
#     aws_msk_cluster: [broker_node_group_info]
#   controls:
#     - "nist-800-53-r5:SC-7"
#   aliases: [CKV_AWS_291, kafka_cluster_is_public]
#   message: "the brokers have public addresses"
#   remediation: "set the type of public_access to DISABLED"
#   example: |
#     resource "aws_msk_cluster" "this" {
#       cluster_name = "orders"
#       # ...
#       broker_node_group_info {
#         # ...
#         connectivity_info {
#           public_access {
#             type = "DISABLED"
#           }
#         }
#       }
#     }
package driftgate.aws.msk.private

import rego.v1

deny contains {"path": ["broker_node_group_info", index, "connectivity_info", number, "public_access", position, "type"], "observed": access.type, "required": "DISABLED", "args": {}} if {
	some index, group in object.get(input.attributes, "broker_node_group_info", null)
	some number, connectivity in group.connectivity_info
	some position, access in connectivity.public_access
	not access.type in [null, "", "DISABLED"]
}
