# METADATA
# title: "Policies of backup vaults are not public"
# description: "A vault has copies of everything. A statement for everybody lets any account copy into it or out of it, unless a condition names who asks or from where in fixed values."
# related_resources:
#   - https://docs.aws.amazon.com/aws-backup/latest/devguide/create-a-vault-access-policy.html
# custom:
#   id: backup-policy-public
#   severity: critical
#   reason: "every account of AWS can copy the backups"
#   category: access
#   resource_types:
#     - aws_backup_vault_policy
#   needs:
#     aws_backup_vault_policy: [policy]
#   facts:
#     - grants
#   controls:
#     - "nist-800-53-r5:AC-3"
#     - "nist-800-53-r5:AC-6"
#     - "nist-800-53-r5:CP-9"
#   message: "the policy lets anyone {what}"
#   remediation: "name the principals, or restrict them with a condition"
#   example: |
#     resource "aws_backup_vault_policy" "this" {
#       backup_vault_name = aws_backup_vault.this.name
#       policy = jsonencode({
#         Version = "2012-10-17"
#         Statement = [{
#           Effect    = "Allow"
#           Principal = { AWS = "arn:aws:iam::444455556666:root" }
#           Action    = "backup:CopyIntoBackupVault"
#           Resource  = "*"
#         }]
#       })
#     }
package driftgate.aws.backup.policy_public

import data.driftgate.lib.grants
import rego.v1

deny contains {"path": [found.at], "observed": found.grant.what, "required": "named principals", "args": {"what": found.grant.what, "whom": found.grant.whom}, "pin": found.grant.pin} if {
	some found in grants.of(input.facts.grants, "everyone")
}
