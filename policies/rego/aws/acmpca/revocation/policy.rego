# METADATA
# title: Certificates of a private authority can be revoked
# description: "Without a list or OCSP nobody learns that a certificate was stolen, and it is good until it ends. An authority of certificates that last days needs neither, and cannot have them."
# related_resources:
#   - https://docs.aws.amazon.com/privateca/latest/userguide/revocation-setup.html
# custom:
#   id: acmpca-revocation
#   severity: medium
#   reason: "a stolen certificate is good for months"
#   category: encryption
#   resource_types:
#     - aws_acmpca_certificate_authority
#   requires:
#     - revocation_configuration.crl_configuration.enabled
#     - revocation_configuration.ocsp_configuration.enabled
#     - usage_mode
#   controls:
#     - "nist-800-53-r5:SC-17"
#     - "nist-800-53-r5:IA-5(2)"
#   message: "certificates cannot be revoked"
#   remediation: "enable crl_configuration or ocsp_configuration in revocation_configuration"
#   example: |
#     resource "aws_acmpca_certificate_authority" "this" {
#       type = "SUBORDINATE"
#       certificate_authority_configuration {
#         key_algorithm     = "RSA_4096"
#         signing_algorithm = "SHA512WITHRSA"
#         subject {
#           common_name = "example.com"
#         }
#       }
#       revocation_configuration {
#         ocsp_configuration {
#           enabled = true
#         }
#       }
#     }
package driftgate.aws.acmpca.revocation

import rego.v1

revocable if {
	some configuration in input.attributes.revocation_configuration
	some name in ["crl_configuration", "ocsp_configuration"]
	some block in configuration[name]
	block.enabled == true
}

deny contains {"path": ["revocation_configuration"], "observed": null, "required": "CRL or OCSP", "args": {}} if {
	object.get(input.attributes, "usage_mode", null) != "SHORT_LIVED_CERTIFICATE"
	not revocable
}
