# METADATA
# title: Servers of Transfer Family use ciphers of today
# description: "The security policy of a server says which ciphers it takes. The one of 2018, which AWS takes where nobody names one, and that of 2020 still take SHA-1."
# related_resources:
#   - https://docs.aws.amazon.com/transfer/latest/userguide/security-policies.html
# custom:
#   id: transfer-old-ciphers
#   severity: medium
#   reason: "It takes somebody on the way with much work."
#   category: encryption
#   resource_types:
#     - aws_transfer_server
#   requires:
#     - security_policy_name
#   controls:
#     - "nist-800-53-r5:SC-13"
#     - "nist-800-53-r5:SC-8"
#   aliases:
#     - CKV_AWS_380
#   message: "the server uses {policy}"
#   remediation: "set security_policy_name = \"TransferSecurityPolicy-2024-01\""
#   example: |
#     resource "aws_transfer_server" "main" {
#       security_policy_name = "TransferSecurityPolicy-2024-01"
#     }
package driftgate.aws.transfer.old_ciphers

import rego.v1

old := {"TransferSecurityPolicy-2018-11", "TransferSecurityPolicy-2020-06", "TransferSecurityPolicy-FIPS-2020-06"}

deny contains {"path": ["security_policy_name"], "observed": policy, "required": "TransferSecurityPolicy-2024-01", "args": {"policy": policy}} if {
	policy := input.attributes.security_policy_name
	policy in old
}
