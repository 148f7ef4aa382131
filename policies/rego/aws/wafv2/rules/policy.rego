# METADATA
# title: Web ACLs and groups of rules have rules
# description: "What has no rules and lets by default everything through refuses nothing. Where everything is refused by default, no rule is needed. Rules may be written as JSON."
# custom:
#   id: waf-rules
#   severity: medium
#   reason: "People believe that something is guarded which is not."
#   category: network
#   resource_types:
#     - aws_wafv2_web_acl
#     - aws_wafv2_rule_group
#     - aws_waf_web_acl
#     - aws_wafregional_web_acl
#     - aws_waf_rule_group
#     - aws_wafregional_rule_group
#   needs:
#     aws_wafv2_web_acl: [rule, default_action]
#     aws_wafv2_rule_group: [rule]
#     aws_waf_web_acl: [rules, default_action]
#     aws_wafregional_web_acl: [rule, default_action]
#     aws_waf_rule_group: [activated_rule]
#     aws_wafregional_rule_group: [activated_rule]
#   reads:
#     - rule.?
#     - rules.?
#     - activated_rule.?
#     - default_action.block
#     - default_action.type
#   optional:
#     - rule_json
#   controls:
#     - "nist-800-53-r5:SC-7"
#     - "nist-800-53-r5:SI-4"
#   aliases:
#     - CKV_AWS_175
#     - wafv2_webacl_with_rules
#   message: "it has no rule"
#   remediation: "add rules, such as AWS's managed groups of them"
#   example: |
#     resource "aws_wafv2_web_acl" "main" {
#       name  = "main"
#       scope = "REGIONAL"
#       default_action {
#         allow {}
#       }
#       rule {
#         name     = "common"
#         priority = 1
#         override_action {
#           none {}
#         }
#         statement {
#           managed_rule_group_statement {
#             vendor_name = "AWS"
#             name        = "AWSManagedRulesCommonRuleSet"
#           }
#         }
#       }
#     }
package driftgate.aws.wafv2.rules

import data.driftgate.lib.values
import rego.v1

names := {
	"aws_wafv2_web_acl": "rule",
	"aws_wafv2_rule_group": "rule",
	"aws_waf_web_acl": "rules",
	"aws_wafregional_web_acl": "rule",
	"aws_waf_rule_group": "activated_rule",
	"aws_wafregional_rule_group": "activated_rule",
}

attribute := names[input.type]

refuses if {
	some action in input.attributes.default_action
	count(action.block) > 0
}

refuses if {
	some action in input.attributes.default_action
	action.type == "BLOCK"
}

# AWS never answers in this form; where code has it, the blocks are not there.
as_json if values.is_set(object.get(input.attributes, "rule_json", null))

deny contains {"path": [attribute], "observed": null, "required": "rules", "args": {}} if {
	values.is_empty(input.attributes[attribute])
	not refuses
	not as_json
}
