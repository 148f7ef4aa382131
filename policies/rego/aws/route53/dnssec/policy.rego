# METADATA
# title: Public zones are signed
# description: "Without DNSSEC somebody on the way can answer for the zone. Private zones cannot be signed."
# related_resources:
#   - https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-configuring-dnssec.html
# custom:
#   id: dns-signed
#   severity: low
#   reason: "It takes somebody on the way of a resolver, and TLS still protects."
#   category: network
#   resource_types:
#     - aws_route53_zone
#   requires:
#     - vpc
#   related:
#     - aws_route53_hosted_zone_dnssec
#   reads:
#     - vpc
#   controls:
#     - "nist-800-53-r5:SC-20"
#     - "nist-800-53-r5:SC-21"
#   aliases:
#     - CKV2_AWS_38
#   message: "the zone is not signed"
#   remediation: "add aws_route53_key_signing_key and aws_route53_hosted_zone_dnssec"
#   example: |
#     resource "aws_route53_hosted_zone_dnssec" "main" {
#       hosted_zone_id = aws_route53_key_signing_key.main.hosted_zone_id
#     }
package driftgate.aws.route53.dnssec

import data.driftgate.lib.values
import rego.v1

signed if {
	some other in object.get(input.related, "aws_route53_hosted_zone_dnssec", [])
	object.get(other.attributes, "signing_status", null) in {"SIGNING", null}
}

deny contains {"path": [], "observed": null, "required": "SIGNING", "args": {}} if {
	values.is_empty(input.attributes.vpc)
	not signed
}
