# METADATA
# title: Messages of topics go out in TLS
# description: "A subscription to an address that begins with http:// sends each message in clear text over the internet, and the token that confirms the subscription as well."
# related_resources:
#   - https://docs.aws.amazon.com/sns/latest/dg/sns-security-best-practices.html
# custom:
#   id: sns-subscription-https
#   severity: medium
#   reason: "whoever stands between reads the messages"
#   category: encryption
#   resource_types:
#     - aws_sns_topic_subscription
#   requires:
#     - protocol
#   controls:
#     - "nist-800-53-r5:SC-8"
#     - "nist-800-53-r5:SC-8(1)"
#   aliases: [sns_subscription_not_using_http_endpoints]
#   message: "messages go out in clear text"
#   remediation: "set protocol = \"https\" and an address that begins with https://"
#   example: |
#     resource "aws_sns_topic_subscription" "hook" {
#       topic_arn = aws_sns_topic.this.arn
#       protocol  = "https"
#       endpoint  = "https://hooks.example.com/sns"
#     }
package driftgate.aws.sns.subscription_https

import rego.v1

deny contains {"path": ["protocol"], "observed": "http", "required": "https", "args": {}} if {
	lower(input.attributes.protocol) == "http"
}
