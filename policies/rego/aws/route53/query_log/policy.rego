# METADATA
# title: Public zones log what they are asked
# description: "The questions for names show who looks for hosts that are gone, and what an intruder resolves. Private zones have logs of the resolver instead."
# related_resources:
#   - https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/query-logs.html
# custom:
#   id: dns-query-log
#   severity: low
#   reason: "It is a loss of proof, not of protection."
#   category: logging
#   resource_types:
#     - aws_route53_zone
#   requires:
#     - vpc
#   related:
#     - aws_route53_query_log
#   reads:
#     - vpc
#   controls:
#     - "nist-800-53-r5:AU-12"
#     - "nist-800-53-r5:SI-4"
#   aliases:
#     - CKV2_AWS_39
#     - route53_public_hosted_zones_cloudwatch_logging_enabled
#   message: "the zone keeps no log of questions"
#   remediation: "add aws_route53_query_log with a log group in us-east-1"
#   example: |
#     resource "aws_route53_query_log" "main" {
#       zone_id                  = aws_route53_zone.main.zone_id
#       cloudwatch_log_group_arn = aws_cloudwatch_log_group.dns.arn
#     }
package driftgate.aws.route53.query_log

import data.driftgate.lib.values
import rego.v1

deny contains {"path": [], "observed": null, "required": "a log", "args": {}} if {
	values.is_empty(input.attributes.vpc)
	count(object.get(input.related, "aws_route53_query_log", [])) == 0
}
