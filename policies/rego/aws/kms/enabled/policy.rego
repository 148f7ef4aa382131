# METADATA
# title: Keys are switched on
# description: "Nothing that a disabled key encrypted can be read, and what uses it fails when it next asks. A key that nobody needs is deleted with a waiting time instead."
# related_resources:
#   - https://docs.aws.amazon.com/kms/latest/developerguide/enabling-keys.html
# custom:
#   id: kms-enabled
#   severity: low
#   reason: "it may be meant, and can be undone"
#   category: encryption
#   resource_types:
#     - aws_kms_key
#     - aws_kms_external_key
#     - aws_kms_replica_key
#     - aws_kms_replica_external_key
#   needs:
#     aws_kms_key: [is_enabled]
#     aws_kms_external_key: [enabled]
#     aws_kms_replica_key: [enabled]
#     aws_kms_replica_external_key: [enabled]
#   controls:
#     - "nist-800-53-r5:SC-12"
#   aliases: [CKV_AWS_227, kms_cmk_are_used]
#   message: "the key is disabled"
#   remediation: "set is_enabled = true (enabled = true of a replica or an external key), or delete the key"
#   example: |
#     resource "aws_kms_key" "this" {
#       is_enabled          = true
#       enable_key_rotation = true
#     }
package driftgate.aws.kms.enabled

import rego.v1

deny contains {"path": [name], "observed": false, "required": true, "args": {}} if {
	some name in ["is_enabled", "enabled"]
	input.attributes[name] == false
}
