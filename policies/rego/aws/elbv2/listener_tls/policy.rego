# METADATA
# title: Load balancers speak TLS 1.2 or newer
# description: "The security policy of a listener says which versions it speaks. The one that AWS takes where nobody names one still speaks TLS 1.0."
# related_resources:
#   - https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html
# custom:
#   id: balancer-listener-tls
#   severity: medium
#   reason: "It takes somebody on the way who can make old clients use old versions."
#   category: encryption
#   resource_types:
#     - aws_lb_listener
#     - aws_alb_listener
#   requires:
#     - protocol
#     - ssl_policy
#   controls:
#     - "nist-800-53-r5:SC-8"
#     - "nist-800-53-r5:SC-13"
#   aliases:
#     - CKV_AWS_103
#     - AVD-AWS-0047
#     - elbv2_insecure_ssl_ciphers
#   params:
#     tls: { type: string, enum: ["1.2", "1.3"], default: "1.2", weaker: lower, description: "the oldest version that is spoken" }
#   message: "the security policy {policy} speaks old versions of TLS"
#   remediation: "set ssl_policy = \"ELBSecurityPolicy-TLS13-1-2-2021-06\""
#   example: |
#     resource "aws_lb_listener" "main" {
#       load_balancer_arn = aws_lb.main.arn
#       port              = 443
#       protocol          = "HTTPS"
#       ssl_policy        = "ELBSecurityPolicy-TLS13-1-2-2021-06"
#       certificate_arn   = aws_acm_certificate.main.arn
#     }
package driftgate.aws.elbv2.listener_tls

import data.driftgate.lib.values
import rego.v1

modern := {"1.2": {"-TLS-1-2-", "-FS-1-2-", "-TLS13-1-2-", "-TLS13-1-3-"}, "1.3": {"-TLS13-1-3-"}}

is_modern(policy) if {
	some part in modern[input.params.tls]
	contains(policy, part)
}

named := policy if {
	policy := input.attributes.ssl_policy
	values.is_set(policy)
}

named_for := {"1.2": "ELBSecurityPolicy-TLS13-1-2-2021-06", "1.3": "ELBSecurityPolicy-TLS13-1-3-2021-06"}

default named := "ELBSecurityPolicy-2016-08"

deny contains {"path": ["ssl_policy"], "observed": named, "required": named_for[input.params.tls], "args": {"policy": named}} if {
	lower(input.attributes.protocol) in {"https", "tls"}
	not is_modern(named)
}
