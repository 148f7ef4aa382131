# METADATA
# title: Certificates stand in the public logs
# description: "The logs of transparency show a certificate that somebody got for one's name, and browsers refuse certificates that stand in none. Certificates of a private authority never do, and of imported ones their issuer decides."
# related_resources:
#   - https://docs.aws.amazon.com/acm/latest/userguide/acm-bestpractices.html
# custom:
#   id: acm-transparency
#   severity: low
#   reason: "Browsers refuse the certificate; nothing is exposed."
#   category: encryption
#   resource_types:
#     - aws_acm_certificate
#   requires:
#     - options
#     - validation_method
#   reads:
#     - options.certificate_transparency_logging_preference
#   controls:
#     - "nist-800-53-r5:SC-17"
#     - "nist-800-53-r5:AU-10"
#   aliases:
#     - CKV_AWS_234
#     - acm_certificates_transparency_logs_enabled
#   message: "the certificate stands in no public log"
#   remediation: "set certificate_transparency_logging_preference = \"ENABLED\""
#   example: |
#     resource "aws_acm_certificate" "main" {
#       domain_name       = "example.org"
#       validation_method = "DNS"
#       options {
#         certificate_transparency_logging_preference = "ENABLED"
#       }
#     }
package driftgate.aws.acm.transparency

import rego.v1

is_public if {
	input.attributes.validation_method in {"DNS", "EMAIL", "HTTP"}
}

deny contains {"path": ["options", index, "certificate_transparency_logging_preference"], "observed": "DISABLED", "required": "ENABLED", "args": {}} if {
	is_public
	some index, block in input.attributes.options
	block.certificate_transparency_logging_preference == "DISABLED"
}
