# METADATA
# title: Topics tell what they could not deliver
# description: "A message that no subscriber took is gone without a line, unless the topic has a role to write failures with. There is one for each kind of subscriber, and one is enough here."
# related_resources:
#   - https://docs.aws.amazon.com/sns/latest/dg/sns-topic-attributes.html
# custom:
#   id: sns-delivery-told
#   severity: info
#   reason: "it matters while something is broken, and only where somebody subscribes"
#   category: observability
#   resource_types:
#     - aws_sns_topic
#   requires:
#     - application_failure_feedback_role_arn
#     - firehose_failure_feedback_role_arn
#     - http_failure_feedback_role_arn
#     - lambda_failure_feedback_role_arn
#     - sqs_failure_feedback_role_arn
#   controls:
#     - "nist-800-53-r5:AU-2"
#     - "nist-800-53-r5:AU-12"
#   message: "the topic tells nobody what it could not deliver"
#   remediation: "set the failure_feedback_role_arn of the kinds of subscribers that the topic has"
#   example: |
#     resource "aws_sns_topic" "orders" {
#       name                          = "orders"
#       sqs_failure_feedback_role_arn = "arn:aws:iam::111122223333:role/sns-logs"
#     }
package driftgate.aws.sns.delivery_told

import rego.v1

kinds := ["application", "firehose", "http", "lambda", "sqs"]

told if {
	some kind in kinds
	not object.get(input.attributes, concat("", [kind, "_failure_feedback_role_arn"]), null) in {null, ""}
}

deny contains {"path": [], "observed": null, "required": "a role", "args": {}} if not told
