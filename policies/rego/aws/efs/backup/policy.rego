# METADATA
# title: "File systems are backed up"
# description: "A file system is backed up by AWS Backup every day where its policy says so, which is a resource of its own. File systems in one zone are backed up unless that says no; those in several zones that it does not name are not."
# related_resources:
#   - https://docs.aws.amazon.com/efs/latest/ug/awsbackup.html
# custom:
#   id: efs-backup
#   severity: medium
#   reason: "what is overwritten or deleted by mistake is gone"
#   category: recovery
#   resource_types:
#     - aws_efs_file_system
#   needs:
#     aws_efs_file_system: [availability_zone_name]
#   related:
#     - aws_efs_backup_policy
#   controls:
#     - "nist-800-53-r5:CP-9"
#   aliases: [efs_have_backup_enabled]
#   message: "the file system is not backed up"
#   remediation: "add aws_efs_backup_policy with status ENABLED; a plan of AWS Backup that selects it does the same"
#   example: |
#     resource "aws_efs_backup_policy" "this" {
#       file_system_id = aws_efs_file_system.this.id
#       backup_policy {
#         status = "ENABLED"
#       }
#     }
package driftgate.aws.efs.backup

import data.driftgate.lib.blocks
import rego.v1

policies := object.get(input.related, "aws_efs_backup_policy", [])

deny contains {"path": [], "observed": null, "required": "ENABLED", "args": {}} if {
	count(policies) == 0
	object.get(input.attributes, "availability_zone_name", null) in [null, ""]
}

deny contains {"path": [], "observed": status, "required": "ENABLED", "args": {}, "unknown": unread(status)} if {
	some policy in policies
	status := blocks.member(object.get(policy.attributes, "backup_policy", null), "status")
	not status in ["ENABLED", "ENABLING"]
}

unread(null) := "its status is not known"

unread(status) := "" if status != null
