# METADATA
# title: "Brokers send their logs"
# description: "The general log says what happened, the log of audits of ActiveMQ who changed what. RabbitMQ has no log of audits. None is sent where nobody says it; the provider keeps the switch of audits as a text."
# related_resources:
#   - https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/security-logging-monitoring.html
# custom:
#   id: mq-logging
#   severity: low
#   reason: "it prevents nothing, and helps to understand what happened"
#   category: logging
#   resource_types:
#     - aws_mq_broker
#   needs:
#     aws_mq_broker: [logs, engine_type]
#   controls:
#     - "nist-800-53-r5:AU-2"
#     - "nist-800-53-r5:AU-12"
#   aliases: [CKV_AWS_48, CKV_AWS_197, AVD-AWS-0070, AVD-AWS-0071, mq_broker_logging_enabled]
#   message: "the {log} log is not sent"
#   remediation: "set logs with general = true, of ActiveMQ also audit = true"
#   example: |
#     resource "aws_mq_broker" "this" {
#       broker_name = "orders"
#       # ...
#       logs {
#         general = true
#         audit   = true
#       }
#     }
package driftgate.aws.mq.logging

import data.driftgate.lib.blocks
import rego.v1

logs := object.get(input.attributes, "logs", null)

wanted contains "general"

wanted contains "audit" if lower(object.get(input.attributes, "engine_type", "")) != "rabbitmq"

deny contains {"path": blocks.path("logs", logs, name), "observed": value, "required": true, "args": {"log": name}} if {
	some name in wanted
	value := blocks.member(logs, name)
	not value in [true, "true"]
}
