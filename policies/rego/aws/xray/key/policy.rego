# METADATA
# title: "Traces are encrypted with a key of one's own"
# description: "Traces hold addresses, statements and what else an application writes into them. The setting is of the account in each region, and NONE is what X-Ray begins with, its own key."
# related_resources:
#   - https://docs.aws.amazon.com/xray/latest/devguide/xray-console-encryption.html
# custom:
#   id: xray-key
#   severity: low
#   reason: "it is encrypted either way, only a second door is missing"
#   category: encryption
#   resource_types:
#     - aws_xray_encryption_config
#   requires:
#     - type
#   controls:
#     - "nist-800-53-r5:SC-12"
#     - "nist-800-53-r5:SC-28"
#   message: "traces are encrypted with the default key"
#   remediation: "set type = \"KMS\" with a key_id"
#   example: |
#     resource "aws_xray_encryption_config" "this" {
#       type   = "KMS"
#       key_id = aws_kms_key.traces.arn
#     }
package driftgate.aws.xray.key

import rego.v1

deny contains {"path": ["type"], "observed": type, "required": "KMS", "args": {}} if {
	type := input.attributes.type
	type != "KMS"
}
