# METADATA
# title: "Kafka sends the logs of its brokers"
# description: "Logs of brokers say who was refused and what failed. They are sent to CloudWatch, Firehose or a bucket, none where nobody says it. Connectors have logs of their own."
# related_resources:
#   - https://docs.aws.amazon.com/msk/latest/developerguide/msk-logging.html
# custom:
#   id: msk-logging
#   severity: low
#   reason: "it prevents nothing, and helps to understand what happened"
#   category: logging
#   resource_types:
#     - aws_msk_cluster
#     - aws_mskconnect_connector
#   needs:
#     aws_msk_cluster: [logging_info]
#     aws_mskconnect_connector: [log_delivery]
#   controls:
#     - "nist-800-53-r5:AU-2"
#     - "nist-800-53-r5:AU-12"
#   aliases: [CKV_AWS_80, AVD-AWS-0074]
#   message: "no log is sent"
#   remediation: "set logging_info with broker_logs, of a connector log_delivery"
#   example: |
#     resource "aws_msk_cluster" "this" {
#       cluster_name = "orders"
#       # ...
#       logging_info {
#         broker_logs {
#           cloudwatch_logs {
#             enabled   = true
#             log_group = aws_cloudwatch_log_group.kafka.name
#           }
#         }
#       }
#     }
package driftgate.aws.msk.logging

import rego.v1

targets := ["cloudwatch_logs", "firehose", "s3"]

logs contains block if {
	some info in object.get(input.attributes, "logging_info", null)
	some block in info.broker_logs
}

logs contains block if {
	some info in object.get(input.attributes, "log_delivery", null)
	some block in info.worker_log_delivery
}

sent if {
	some log in logs
	some name in targets
	some target in log[name]
	target.enabled == true
}

attribute := "logging_info" if input.type == "aws_msk_cluster"

attribute := "log_delivery" if input.type == "aws_mskconnect_connector"

deny contains {"path": [attribute], "observed": null, "required": "a log", "args": {}} if not sent
