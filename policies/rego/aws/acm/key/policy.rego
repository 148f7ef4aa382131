# METADATA
# title: Keys of certificates are long enough
# description: "RSA keys of 1024 bits can be broken by those with means. Only imported certificates still have them."
# custom:
#   id: acm-key
#   severity: medium
#   reason: "It takes much work to break one."
#   category: encryption
#   resource_types:
#     - aws_acm_certificate
#   requires:
#     - key_algorithm
#   optional:
#     - certificate_body
#   controls:
#     - "nist-800-53-r5:SC-12"
#     - "nist-800-53-r5:SC-13"
#   aliases:
#     - acm_certificates_with_secure_key_algorithms
#   message: "the key is {kind}"
#   remediation: "make a certificate with RSA_2048 or an elliptic curve"
#   example: |
#     resource "aws_acm_certificate" "main" {
#       domain_name       = "example.org"
#       validation_method = "DNS"
#       key_algorithm     = "EC_prime256v1"
#     }
package driftgate.aws.acm.key

import data.driftgate.lib.values
import rego.v1

deny contains {"path": ["key_algorithm"], "observed": kind, "required": "RSA_2048", "args": {"kind": kind}} if {
	kind := input.attributes.key_algorithm
	kind in {"RSA_1024", "RSA-1024"}
}

# What AWS issues has RSA of 2048 bits where nobody names another; of what is imported the key decides.
deny contains {"path": ["key_algorithm"], "observed": null, "required": "RSA_2048", "args": {"kind": "not named"}, "unknown": "which key an imported certificate has is not known"} if {
	values.is_empty(input.attributes.key_algorithm)
	values.is_set(values.told(input, "certificate_body"))
}
