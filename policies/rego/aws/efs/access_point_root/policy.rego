# METADATA
# title: "Access points of EFS stay in a folder"
# description: "An access point without a folder of its own gives the whole file system, which is then no more than another door. The root is where nobody names a folder."
# related_resources:
#   - https://docs.aws.amazon.com/efs/latest/ug/enforce-root-directory-access-point.html
# custom:
#   id: efs-access-point-root
#   severity: medium
#   reason: "a program that needs one folder reads and writes all of them"
#   category: access
#   resource_types:
#     - aws_efs_access_point
#   needs:
#     aws_efs_access_point: [root_directory]
#   controls:
#     - "nist-800-53-r5:AC-6"
#   aliases: [CKV_AWS_329, efs_access_point_enforce_root_directory]
#   message: "the access point gives the whole file system"
#   remediation: "set root_directory with a path"
#   example: |
#     resource "aws_efs_access_point" "this" {
#       file_system_id = aws_efs_file_system.this.id
#       root_directory {
#         path = "/orders"
#       }
#       posix_user {
#         uid = 1000
#         gid = 1000
#       }
#     }
package driftgate.aws.efs.access_point_root

import data.driftgate.lib.blocks
import rego.v1

root := object.get(input.attributes, "root_directory", null)

deny contains {"path": blocks.path("root_directory", root, "path"), "observed": path, "required": "a folder", "args": {}} if {
	path := blocks.member(root, "path")
	path in [null, "", "/"]
}
