# METADATA
# title: "Brokers are not reachable from the internet"
# description: "A public broker has endpoints and a console in the internet, which stay public for as long as it lives. It is private unless somebody says otherwise."
# related_resources:
#   - https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/using-amazon-mq-securely.html
# custom:
#   id: mq-private
#   severity: critical
#   reason: "anybody on the internet can try to log in"
#   category: network
#   resource_types:
#     - aws_mq_broker
#   needs:
#     aws_mq_broker: [publicly_accessible]
#   controls:
#     - "nist-800-53-r5:SC-7"
#   aliases: [CKV_AWS_69, AVD-AWS-0072, mq_broker_not_publicly_accessible]
#   message: "the broker has public endpoints"
#   remediation: "set publicly_accessible = false (the broker is made anew)"
#   example: |
#     resource "aws_mq_broker" "this" {
#       broker_name         = "orders"
#       publicly_accessible = false
#       # ...
#     }
package driftgate.aws.mq.private

import rego.v1

deny contains {"path": ["publicly_accessible"], "observed": value, "required": false, "args": {}} if {
	value := object.get(input.attributes, "publicly_accessible", null)
	value != false
}
