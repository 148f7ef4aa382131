# METADATA
# title: "Access points of EFS have a user"
# description: "Without a user of its own an access point believes the client who it is, and a client that says it is root may do everything. User 0 is root as well."
# related_resources:
#   - https://docs.aws.amazon.com/efs/latest/ug/enforce-identity-access-points.html
# custom:
#   id: efs-access-point-user
#   severity: medium
#   reason: "whoever may use the access point may be anybody in the file system"
#   category: access
#   resource_types:
#     - aws_efs_access_point
#   needs:
#     aws_efs_access_point: [posix_user]
#   controls:
#     - "nist-800-53-r5:AC-6"
#   aliases: [CKV_AWS_330, efs_access_point_enforce_user_identity]
#   message: "the access point has {user}"
#   remediation: "set posix_user with the uid and gid of a user that is not root"
#   example: |
#     resource "aws_efs_access_point" "this" {
#       file_system_id = aws_efs_file_system.this.id
#       posix_user {
#         uid = 1000
#         gid = 1000
#       }
#     }
package driftgate.aws.efs.access_point_user

import data.driftgate.lib.blocks
import rego.v1

users := object.get(input.attributes, "posix_user", null)

deny contains {"path": ["posix_user"], "observed": null, "required": "a user", "args": {"user": "no user"}} if count(blocks.entries(users)) == 0

deny contains {"path": ["posix_user", index, "uid"], "observed": 0, "required": "a user", "args": {"user": "the user root"}} if {
	some index, user in users
	user.uid == 0
}
