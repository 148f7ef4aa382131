# METADATA
# title: "Snapshots stay in their account"
# description: "A permission to make volumes gives another account all that is on the disk, for ever, as it can copy it. Backups of another account may need it, which whoever accepts the finding says."
# related_resources:
#   - https://docs.aws.amazon.com/ebs/latest/userguide/ebs-modifying-snapshot-permissions.html
# custom:
#   id: ec2-snapshot-shared
#   severity: low
#   reason: "somebody has named the account, which may be one of the same people"
#   category: access
#   resource_types:
#     - aws_snapshot_create_volume_permission
#   needs:
#     aws_snapshot_create_volume_permission: [account_id]
#   controls:
#     - "nist-800-53-r5:AC-3"
#   message: "account {account} may copy the snapshot"
#   remediation: "take the permission away when it is no longer needed"
#   example: |
#     resource "aws_ebs_snapshot" "this" {
#       volume_id = aws_ebs_volume.this.id
#     }
package driftgate.aws.ec2.snapshot_shared

import rego.v1

deny contains {"path": ["account_id"], "observed": account, "required": input.account, "args": {"account": account}, "pin": account} if {
	account := object.get(input.attributes, "account_id", null)
	is_string(account)
	account != input.account
}
