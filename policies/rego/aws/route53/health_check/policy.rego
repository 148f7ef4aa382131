# METADATA
# title: Health checks look
# description: "A health check that is switched off says that all is well, so that questions go on to what is dead."
# related_resources:
#   - https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/health-checks-creating-values.html
# custom:
#   id: dns-health-check
#   severity: medium
#   reason: "What is dead stays in use."
#   category: recovery
#   resource_types:
#     - aws_route53_health_check
#   requires:
#     - disabled
#   controls:
#     - "nist-800-53-r5:CP-10"
#     - "nist-800-53-r5:SI-4"
#   message: "the health check is switched off"
#   remediation: "set disabled = false"
#   example: |
#     resource "aws_route53_health_check" "main" {
#       fqdn     = "www.example.org"
#       type     = "HTTPS"
#       port     = 443
#       disabled = false
#     }
package driftgate.aws.route53.health_check

import data.driftgate.lib.values
import rego.v1

deny contains {"path": ["disabled"], "observed": true, "required": false, "args": {}} if {
	values.is_on(input.attributes.disabled)
}
