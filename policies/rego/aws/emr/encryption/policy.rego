# METADATA
# title: Security configurations of EMR encrypt
# description: "A configuration says whether data is encrypted at rest and on the way. Without these words it is not."
# related_resources:
#   - https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-create-security-configuration.html
# custom:
#   id: emr-encryption
#   severity: high
#   reason: "All that clusters with it work on lies and travels in plain text."
#   category: encryption
#   resource_types:
#     - aws_emr_security_configuration
#   requires:
#     - configuration
#   facts:
#     - parsed
#   controls:
#     - "nist-800-53-r5:SC-28"
#     - "nist-800-53-r5:SC-8"
#   aliases:
#     - CKV_AWS_351
#     - AVD-AWS-0137
#     - AVD-AWS-0138
#   message: "the configuration does not encrypt {where}"
#   remediation: "set EnableAtRestEncryption and EnableInTransitEncryption to true, with keys and certificates"
#   example: |
#     resource "aws_emr_security_configuration" "main" {
#       configuration = jsonencode({
#         EncryptionConfiguration = {
#           EnableAtRestEncryption    = true
#           EnableInTransitEncryption = true
#         }
#       })
#     }
package driftgate.aws.emr.encryption

import rego.v1

words := {"EnableAtRestEncryption": "at rest", "EnableInTransitEncryption": "on the way"}

deny contains {"path": ["configuration"], "observed": false, "required": true, "args": {"where": where}} if {
	configuration := input.facts.parsed.configuration
	some name, where in words
	not configuration.EncryptionConfiguration[name] == true
}

deny contains {"path": ["configuration"], "observed": null, "required": true, "args": {"where": "at rest"}, "unknown": "what the configuration says is no JSON"} if {
	not input.facts.parsed.configuration
}
