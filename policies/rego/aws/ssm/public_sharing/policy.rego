# METADATA
# title: Public sharing of documents is blocked
# description: "The block is a setting of the account in each region: with it nobody makes a document public by mistake. It is off until somebody sets it."
# related_resources:
#   - https://docs.aws.amazon.com/systems-manager/latest/userguide/documents-ssm-sharing.html
# custom:
#   id: ssm-public-sharing
#   severity: medium
#   reason: "nothing is public yet, but may become so"
#   category: access
#   resource_types:
#     - aws_ssm_service_setting
#   requires:
#     - setting_id
#     - setting_value
#   controls:
#     - "nist-800-53-r5:AC-3"
#     - "nist-800-53-r5:AC-21"
#   message: "documents may be made public"
#   remediation: "set setting_value = \"Disable\" of /ssm/documents/console/public-sharing-permission"
#   example: |
#     resource "aws_ssm_service_setting" "sharing" {
#       setting_id    = "/ssm/documents/console/public-sharing-permission"
#       setting_value = "Disable"
#     }
package driftgate.aws.ssm.public_sharing

import rego.v1

deny contains {"path": ["setting_value"], "observed": value, "required": "Disable", "args": {}} if {
	endswith(input.attributes.setting_id, "/ssm/documents/console/public-sharing-permission")
	value := input.attributes.setting_value
	value != "Disable"
}
