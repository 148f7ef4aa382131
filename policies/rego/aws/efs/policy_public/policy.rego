# METADATA
# title: "Policies of file systems are not public"
# description: "A statement for everybody lets in whoever reaches a mount target, without asking who it is, unless a condition names who asks or from where in fixed values."
# related_resources:
#   - https://docs.aws.amazon.com/efs/latest/ug/access-control-block-public-access.html
# custom:
#   id: efs-policy-public
#   severity: high
#   reason: "whoever reaches the network mounts the file system"
#   category: access
#   resource_types:
#     - aws_efs_file_system_policy
#   needs:
#     aws_efs_file_system_policy: [policy]
#   facts:
#     - grants
#   controls:
#     - "nist-800-53-r5:AC-3"
#     - "nist-800-53-r5:AC-6"
#   aliases: [efs_not_publicly_accessible]
#   message: "the policy lets anyone {what}"
#   remediation: "name the principals, or restrict them with a condition"
#   example: |
#     resource "aws_efs_file_system_policy" "this" {
#       file_system_id = aws_efs_file_system.this.id
#       policy = jsonencode({
#         Version = "2012-10-17"
#         Statement = [{
#           Effect    = "Allow"
#           Principal = { AWS = aws_iam_role.orders.arn }
#           Action    = ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"]
#           Resource  = aws_efs_file_system.this.arn
#         }]
#       })
#     }
package driftgate.aws.efs.policy_public

import data.driftgate.lib.grants
import rego.v1

deny contains {"path": [found.at], "observed": found.grant.what, "required": "named principals", "args": {"what": found.grant.what, "whom": found.grant.whom}, "pin": found.grant.pin} if {
	some found in grants.of(input.facts.grants, "everyone")
}
