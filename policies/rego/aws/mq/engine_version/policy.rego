# METADATA
# title: "Brokers run a version that is repaired"
# description: "Versions of ActiveMQ and RabbitMQ leave the support of Amazon MQ on days that AWS names; then it moves brokers by itself. What is not in the table of days is not known."
# related_resources:
#   - https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/activemq-version-support.html
#   - https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/rabbitmq-version-support.html
# custom:
#   id: mq-engine-version
#   severity: high
#   reason: "Known flaws of the broker stay open."
#   category: general
#   resource_types:
#     - aws_mq_broker
#   requires:
#     - engine_type
#   facts:
#     - support
#   controls:
#     - "nist-800-53-r5:SI-2"
#     - "nist-800-53-r5:SA-22"
#   message: "version {version} is no longer repaired since {day}"
#   remediation: "move the broker to a version in support"
#   example: |
#     resource "aws_mq_broker" "main" {
#       broker_name    = "main"
#       engine_type    = "RabbitMQ"
#       engine_version = "3.13"
#     }
package driftgate.aws.mq.engine_version

import data.driftgate.lib.support
import rego.v1

deny contains {"path": one.path, "observed": one.version, "required": "a version in support", "args": {"version": one.version, "day": one.day}, "unknown": one.unknown} if {
	some one in support.out(input.facts.support, "engine", "extended")
}
