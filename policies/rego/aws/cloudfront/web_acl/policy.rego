# METADATA
# title: Distributions stand behind a firewall of requests
# description: "A web ACL refuses known attacks and floods at the edge, before they reach what is behind."
# custom:
#   id: cloudfront-web-acl
#   severity: medium
#   reason: "What is behind still answers for itself."
#   category: network
#   resource_types:
#     - aws_cloudfront_distribution
#   requires:
#     - web_acl_id
#   controls:
#     - "nist-800-53-r5:SC-7"
#     - "nist-800-53-r5:SI-4"
#   aliases:
#     - CKV_AWS_68
#     - AVD-AWS-0011
#     - cloudfront_distributions_using_waf
#   message: "the distribution has no web ACL"
#   remediation: "set web_acl_id to the ARN of an aws_wafv2_web_acl of the scope CLOUDFRONT"
#   example: |
#     resource "aws_cloudfront_distribution" "main" {
#       web_acl_id = aws_wafv2_web_acl.main.arn
#     }
package driftgate.aws.cloudfront.web_acl

import data.driftgate.lib.values
import rego.v1

deny contains {"path": ["web_acl_id"], "observed": null, "required": "a web ACL", "args": {}} if {
	values.is_empty(input.attributes.web_acl_id)
}
