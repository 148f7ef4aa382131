# METADATA
# title: "Certificates are good for another month"
# description: "Who connects after the day on which a certificate ends is turned away, or learns to ignore the warning. What Amazon issued it also renews, sixty days before: where such a day is near, the renewal fails. Imported certificates and authorities of one's own are for their owner to renew."
# related_resources:
#   - https://docs.aws.amazon.com/acm/latest/userguide/managed-renewal.html
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_server-certs.html
# custom:
#   id: acm-expiry
#   severity: high
#   reason: "on that day whatever is reached by the name is down"
#   category: availability
#   resource_types:
#     - aws_acm_certificate
#     - aws_acmpca_certificate_authority
#     - aws_iam_server_certificate
#   optional:
#     - type
#     - certificate_body
#   facts:
#     - dates
#   controls:
#     - "nist-800-53-r5:SC-12"
#     - "nist-800-53-r5:SC-17"
#   aliases: [acm_certificates_expiration_check, iam_no_expired_server_certificates_stored]
#   params:
#     days: { type: integer, minimum: 1, maximum: 365, default: 30, weaker: lower, description: "the fewest days that a certificate is still good" }
#   message: "the certificate ends on {day}"
#   remediation: "renew and import it, or let ACM issue one, which it renews"
#   example: |
#     resource "aws_acm_certificate" "main" {
#       domain_name       = "shop.example"
#       validation_method = "DNS"
#     }
package driftgate.aws.acm.expiry

import data.driftgate.lib.values
import rego.v1

# Of what Amazon issued an apply makes a new one, and Amazon renews it: a day that nobody knows is not near.
is_issued if values.told(input, "type") in {"AMAZON_ISSUED", "PRIVATE"}

is_issued if values.told(input, "certificate_body") in {null, ""}

is_near(one) if {
	one.unknown == ""
	one.left < input.params.days
}

is_near(one) if {
	one.unknown != ""
	not is_renewed
}

is_renewed if {
	input.type == "aws_acm_certificate"
	is_issued
}

deny contains {"path": one.path, "observed": one.value, "required": input.params.days, "args": {"day": one.value}, "unknown": one.unknown} if {
	some one in input.facts.dates
	is_near(one)
}
