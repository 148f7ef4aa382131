# METADATA
# title: Certificates are renewed without anybody's mail
# description: "A certificate that was validated by mail is renewed only when somebody answers a mail. By DNS it is renewed as long as the record stands."
# related_resources:
#   - https://docs.aws.amazon.com/acm/latest/userguide/email-renewal-validation.html
# custom:
#   id: acm-validation
#   severity: low
#   reason: "The certificate ends when a mail is missed."
#   category: recovery
#   resource_types:
#     - aws_acm_certificate
#   requires:
#     - validation_method
#   controls:
#     - "nist-800-53-r5:SC-17"
#     - "nist-800-53-r5:CP-2"
#   message: "the certificate is renewed only when somebody answers a mail"
#   remediation: "set validation_method = \"DNS\" (the certificate is made anew)"
#   example: |
#     resource "aws_acm_certificate" "main" {
#       domain_name       = "example.org"
#       validation_method = "DNS"
#     }
package driftgate.aws.acm.validation

import rego.v1

deny contains {"path": ["validation_method"], "observed": "EMAIL", "required": "DNS", "args": {}} if {
	input.attributes.validation_method == "EMAIL"
}
