# METADATA
# title: Web ACLs log what they refuse
# description: "Without logs nobody sees which requests were refused, let through or counted, so a rule that is wrong stays wrong. Web ACLs of both older kinds count, whose logs are a block of their own."
# related_resources:
#   - https://docs.aws.amazon.com/waf/latest/developerguide/logging.html
# custom:
#   id: waf-logging
#   severity: low
#   reason: "It is a loss of proof, not of protection."
#   category: logging
#   resource_types:
#     - aws_wafv2_web_acl
#     - aws_waf_web_acl
#     - aws_wafregional_web_acl
#   needs:
#     aws_wafv2_web_acl_logging_configuration: []
#     aws_waf_web_acl: [logging_configuration]
#     aws_wafregional_web_acl: [logging_configuration]
#   related:
#     - aws_wafv2_web_acl_logging_configuration
#   reads:
#     - logging_configuration.?
#   controls:
#     - "nist-800-53-r5:AU-12"
#     - "nist-800-53-r5:SI-4"
#   aliases:
#     - CKV2_AWS_31
#     - CKV_AWS_176
#     - wafv2_webacl_logging_enabled
#   message: "the web ACL keeps no logs"
#   remediation: "add aws_wafv2_web_acl_logging_configuration"
#   example: |
#     resource "aws_wafv2_web_acl_logging_configuration" "main" {
#       resource_arn            = aws_wafv2_web_acl.main.arn
#       log_destination_configs = [aws_cloudwatch_log_group.waf.arn]
#     }
package driftgate.aws.wafv2.logging

import data.driftgate.lib.values
import rego.v1

deny contains {"path": [], "observed": null, "required": "logs", "args": {}} if {
	input.type == "aws_wafv2_web_acl"
	count(object.get(input.related, "aws_wafv2_web_acl_logging_configuration", [])) == 0
}

deny contains {"path": ["logging_configuration"], "observed": null, "required": "logs", "args": {}} if {
	values.is_empty(input.attributes.logging_configuration)
}
