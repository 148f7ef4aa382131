# METADATA
# title: Domains cannot be carried away, and do not end by themselves
# description: "Without the lock whoever has the code of a domain moves it to another registrar. Without renewal it ends one day and anybody takes it."
# related_resources:
#   - https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/domain-lock.html
# custom:
#   id: dns-transfer-lock
#   severity: high
#   reason: "Who has the domain has its mail, its certificates and its users."
#   category: access
#   resource_types:
#     - aws_route53domains_registered_domain
#   requires:
#     - transfer_lock
#     - auto_renew
#   controls:
#     - "nist-800-53-r5:AC-3"
#     - "nist-800-53-r5:CP-2"
#   aliases:
#     - CKV_AWS_377
#     - route53_domains_transferlock_enabled
#   message: "the domain {what}"
#   remediation: "set transfer_lock = true and auto_renew = true"
#   example: |
#     resource "aws_route53domains_registered_domain" "main" {
#       domain_name   = "example.org"
#       transfer_lock = true
#       auto_renew    = true
#     }
package driftgate.aws.route53.transfer_lock

import rego.v1

words := {"transfer_lock": "can be moved to another registrar", "auto_renew": "is not renewed by itself"}

deny contains {"path": [name], "observed": false, "required": true, "args": {"what": what}} if {
	some name, what in words
	input.attributes[name] == false
}
