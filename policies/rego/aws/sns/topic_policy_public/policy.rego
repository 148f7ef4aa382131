# METADATA
# title: Topic policies are not public
# description: "A statement for everybody counts unless a condition names who asks or from where in fixed values: an account, an organisation, an ARN, an endpoint, or few networks."
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
# custom:
#   id: data-topic-policy-public
#   severity: critical
#   reason: "anybody reads the messages or sends his own"
#   category: access
#   resource_types:
#     - aws_sns_topic
#     - aws_sns_topic_policy
#   requires:
#     - policy
#   facts:
#     - grants
#   controls:
#     - "nist-800-53-r5:AC-3"
#     - "nist-800-53-r5:AC-6"
#   aliases: [CKV_AWS_169, sns_topics_not_publicly_accessible]
#   message: "the policy lets anyone {what}"
#   remediation: "name the principals, or restrict them with a condition"
#   example: |
#     resource "aws_sns_topic_policy" "orders" {
#       arn = aws_sns_topic.orders.arn
#       policy = jsonencode({
#         Version = "2012-10-17"
#         Statement = [{
#           Effect    = "Allow"
#           Principal = { Service = "events.amazonaws.com" }
#           Action    = ["sns:Publish"]
#           Resource  = "*"
#           Condition = { StringEquals = { "aws:SourceAccount" = "111122223333" } }
#         }]
#       })
#     }
package driftgate.aws.sns.topic_policy_public

import data.driftgate.lib.grants
import rego.v1

deny contains {"path": [found.at], "observed": found.grant.what, "required": "named principals", "args": {"what": found.grant.what, "whom": found.grant.whom}, "pin": found.grant.pin} if {
	some found in grants.of(input.facts.grants, "everyone")
}
