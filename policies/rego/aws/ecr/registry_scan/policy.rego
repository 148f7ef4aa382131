# METADATA
# title: Registries have images looked through
# description: "What a registry says holds for all of its repositories. Without rules, or with rules that only look when somebody asks, nothing is looked through by itself."
# related_resources:
#   - https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning.html
# custom:
#   id: registry-scan
#   severity: medium
#   reason: "Known flaws are found later."
#   category: general
#   resource_types:
#     - aws_ecr_registry_scanning_configuration
#   requires:
#     - rule.scan_frequency
#   controls:
#     - "nist-800-53-r5:RA-5"
#     - "nist-800-53-r5:SI-2"
#   message: "nothing is looked through by itself"
#   remediation: "add a rule with scan_frequency = \"SCAN_ON_PUSH\" or \"CONTINUOUS_SCAN\""
#   example: |
#     resource "aws_ecr_registry_scanning_configuration" "main" {
#       scan_type = "ENHANCED"
#       rule {
#         scan_frequency = "CONTINUOUS_SCAN"
#         repository_filter {
#           filter      = "*"
#           filter_type = "WILDCARD"
#         }
#       }
#     }
package driftgate.aws.ecr.registry_scan

import rego.v1

looks if {
	some rule in input.attributes.rule
	rule.scan_frequency in {"SCAN_ON_PUSH", "CONTINUOUS_SCAN"}
}

deny contains {"path": ["rule"], "observed": null, "required": "SCAN_ON_PUSH", "args": {}} if not looks
