# METADATA
# title: Vaults are not public
# description: "A vault has a policy of its own, and may have one of a lock, which cannot be changed any more once it is completed. Either may let everybody in, the lock for ever, or until the vault is empty and gone."
# related_resources:
#   - https://docs.aws.amazon.com/amazonglacier/latest/dev/vault-lock-policy.html
# custom:
#   id: glacier-lock-public
#   severity: critical
#   reason: "anybody reads the archive, and nobody can close it"
#   category: access
#   resource_types:
#     - aws_glacier_vault
#     - aws_glacier_vault_lock
#   needs:
#     aws_glacier_vault: [access_policy]
#     aws_glacier_vault_lock: [policy]
#   facts:
#     - grants
#   controls:
#     - "nist-800-53-r5:AC-3"
#     - "nist-800-53-r5:AC-6"
#   aliases: [CKV_AWS_167, glacier_vaults_policy_public_access]
#   message: "the policy lets anyone {what}"
#   remediation: "name the principals; use a lock for denials, and abort it where it is not completed yet"
#   example: |
#     resource "aws_glacier_vault_lock" "this" {
#       vault_name    = "archive"
#       complete_lock = false
#       policy = jsonencode({
#         Version = "2012-10-17"
#         Statement = [{
#           Effect    = "Deny"
#           Principal = "*"
#           Action    = ["glacier:DeleteArchive"]
#           Resource  = "arn:aws:glacier:eu-west-1:111122223333:vaults/archive"
#           Condition = { NumericLessThan = { "glacier:ArchiveAgeInDays" = "365" } }
#         }]
#       })
#     }
package driftgate.aws.glacier.lock_public

import data.driftgate.lib.grants
import rego.v1

deny contains {"path": [found.at], "observed": found.grant.what, "required": "named principals", "args": {"what": found.grant.what}, "pin": found.grant.pin} if {
	some found in grants.of(input.facts.grants, "everyone")
}
