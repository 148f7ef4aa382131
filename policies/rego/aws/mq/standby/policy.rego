# METADATA
# title: "Brokers have a standby in another zone"
# description: "A single broker stops with its machine or zone. ActiveMQ has a standby, RabbitMQ a cluster of three; single is what it is where nobody says more."
# related_resources:
#   - https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/amazon-mq-broker-architecture.html
# custom:
#   id: mq-standby
#   severity: medium
#   reason: "the failure of one machine or zone stops all messages"
#   category: recovery
#   resource_types:
#     - aws_mq_broker
#   needs:
#     aws_mq_broker: [deployment_mode]
#   controls:
#     - "nist-800-53-r5:CP-10"
#   aliases: [mq_broker_active_deployment_mode, mq_broker_cluster_deployment_mode]
#   message: "the broker stands alone"
#   remediation: "set deployment_mode to ACTIVE_STANDBY_MULTI_AZ or CLUSTER_MULTI_AZ (the broker is made anew)"
#   example: |
#     resource "aws_mq_broker" "this" {
#       broker_name     = "orders"
#       deployment_mode = "ACTIVE_STANDBY_MULTI_AZ"
#       # ...
#     }
package driftgate.aws.mq.standby

import rego.v1

deny contains {"path": ["deployment_mode"], "observed": mode, "required": "ACTIVE_STANDBY_MULTI_AZ", "args": {}} if {
	mode := object.get(input.attributes, "deployment_mode", null)
	not mode in ["ACTIVE_STANDBY_MULTI_AZ", "CLUSTER_MULTI_AZ"]
}
