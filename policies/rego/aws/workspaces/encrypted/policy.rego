# METADATA
# title: "Disks of desktops are encrypted"
# description: "A desktop has a disk for the system and one for its user. Each is encrypted when it is made, where somebody says so, or never."
# related_resources:
#   - https://docs.aws.amazon.com/workspaces/latest/adminguide/encrypt-workspaces.html
# custom:
#   id: workspaces-encrypted
#   severity: medium
#   reason: "copies of the disks can be read by whoever gets them"
#   category: encryption
#   resource_types:
#     - aws_workspaces_workspace
#   needs:
#     aws_workspaces_workspace: [root_volume_encryption_enabled, user_volume_encryption_enabled]
#   controls:
#     - "nist-800-53-r5:SC-28"
#   aliases: [CKV_AWS_155, CKV_AWS_156, AVD-AWS-0109, workspaces_volume_encryption_enabled]
#   message: "the {disk} disk is not encrypted"
#   remediation: "set root_volume_encryption_enabled and user_volume_encryption_enabled to true, with volume_encryption_key (the desktop is made anew)"
#   example: |
#     resource "aws_workspaces_workspace" "this" {
#       # ...
#       root_volume_encryption_enabled = true
#       user_volume_encryption_enabled = true
#       volume_encryption_key          = aws_kms_key.this.arn
#     }
package driftgate.aws.workspaces.encrypted

import rego.v1

disks := {"root_volume_encryption_enabled": "root", "user_volume_encryption_enabled": "user's"}

deny contains {"path": [name], "observed": value, "required": true, "args": {"disk": disk}} if {
	some name, disk in disks
	value := object.get(input.attributes, name, null)
	value != true
}
