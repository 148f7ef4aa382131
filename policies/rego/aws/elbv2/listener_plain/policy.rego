# METADATA
# title: Load balancers answer in TLS
# description: "A listener that speaks HTTP sends what people type and see in plain text. One that only sends people on to HTTPS is right, where its rules do no more either: a rule answers before the default action does. Listeners of TCP may carry TLS that ends behind them."
# related_resources:
#   - https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-listeners.html
# custom:
#   id: balancer-listener-plain
#   severity: high
#   reason: "Sessions and passwords can be read on the way."
#   category: encryption
#   resource_types:
#     - aws_lb_listener
#     - aws_alb_listener
#   requires:
#     - protocol
#     - default_action
#   needs:
#     aws_lb_listener_rule: [action]
#     aws_alb_listener_rule: [action]
#   related:
#     - aws_lb_listener_rule
#     - aws_alb_listener_rule
#   reads:
#     - default_action.type
#     - default_action.redirect.protocol
#     - action.type
#     - action.redirect.protocol
#   controls:
#     - "nist-800-53-r5:SC-8"
#     - "nist-800-53-r5:SC-23"
#   aliases:
#     - CKV_AWS_2
#     - AVD-AWS-0054
#     - elbv2_ssl_listeners
#   message: "{who} answers in plain HTTP"
#   remediation: "let the listener redirect to HTTPS, and serve from a listener with a certificate"
#   example: |
#     resource "aws_lb_listener" "plain" {
#       load_balancer_arn = aws_lb.main.arn
#       port              = 80
#       protocol          = "HTTP"
#       default_action {
#         type = "redirect"
#         redirect {
#           port        = "443"
#           protocol    = "HTTPS"
#           status_code = "HTTP_301"
#         }
#       }
#     }
package driftgate.aws.elbv2.listener_plain

import rego.v1

# The last action is the one that answers; those before it ask who somebody is, which needs HTTPS.
deny contains {"path": ["default_action", index, "type"], "observed": object.get(action, "type", null), "required": "redirect", "args": {"who": "the listener"}} if {
	lower(input.attributes.protocol) == "http"
	some index, action in input.attributes.default_action
	object.get(action, "type", null) != "redirect"
}

deny contains {"path": ["default_action", index, "redirect", place, "protocol"], "observed": object.get(redirect, "protocol", null), "required": "HTTPS", "args": {"who": "the listener"}} if {
	lower(input.attributes.protocol) == "http"
	some index, action in input.attributes.default_action
	some place, redirect in action.redirect
	object.get(redirect, "protocol", null) != "HTTPS"
}

rules := array.concat(object.get(input.related, "aws_lb_listener_rule", []), object.get(input.related, "aws_alb_listener_rule", []))

deny contains {"path": [], "observed": rule.address, "required": "redirect", "args": {"who": concat(" ", ["its rule", rule.address])}} if {
	lower(input.attributes.protocol) == "http"
	some rule in rules
	some action in rule.attributes.action
	answers(action)
}

deny contains {"path": [], "observed": rule.address, "required": "redirect", "args": {"who": concat(" ", ["its rule", rule.address])}, "unknown": concat(" ", ["what", rule.address, "answers is not known"])} if {
	lower(input.attributes.protocol) == "http"
	some rule in rules
	object.get(rule.attributes, "action", null) == null
}

answers(action) if object.get(action, "type", null) != "redirect"

answers(action) if {
	some redirect in action.redirect
	object.get(redirect, "protocol", null) != "HTTPS"
}
