# METADATA
# title: "File systems of FSx keep backups for a week"
# description: "Those of Windows keep backups for seven days where nobody says more, those of ONTAP, OpenZFS and Lustre none. Lustre on scratch disks cannot have any, and is not judged."
# related_resources:
#   - https://docs.aws.amazon.com/fsx/latest/WindowsGuide/using-backups.html
# custom:
#   id: fsx-backups
#   severity: medium
#   reason: "what is overwritten or deleted by mistake is gone"
#   category: recovery
#   resource_types:
#     - aws_fsx_windows_file_system
#     - aws_fsx_ontap_file_system
#     - aws_fsx_openzfs_file_system
#     - aws_fsx_lustre_file_system
#   needs:
#     aws_fsx_windows_file_system: [automatic_backup_retention_days]
#     aws_fsx_ontap_file_system: [automatic_backup_retention_days]
#     aws_fsx_openzfs_file_system: [automatic_backup_retention_days]
#     aws_fsx_lustre_file_system: [automatic_backup_retention_days, deployment_type]
#   controls:
#     - "nist-800-53-r5:CP-9"
#   params:
#     days: { type: integer, minimum: 1, maximum: 90, default: 7, weaker: lower, description: "the fewest days that backups are kept" }
#   message: "backups are kept for {days} days"
#   remediation: "set automatic_backup_retention_days to 7 or more"
#   example: |
#     resource "aws_fsx_openzfs_file_system" "this" {
#       automatic_backup_retention_days = 14
#       # ...
#     }
package driftgate.aws.fsx.backups

import rego.v1

deny contains {"path": ["automatic_backup_retention_days"], "observed": days, "required": input.params.days, "args": {"days": days}} if {
	days := object.get(input.attributes, "automatic_backup_retention_days", null)
	not enough(days)
	not is_scratch
}

enough(days) if {
	is_number(days)
	days >= input.params.days
}

is_scratch if {
	input.type == "aws_fsx_lustre_file_system"
	startswith(object.get(input.attributes, "deployment_type", ""), "SCRATCH")
}
