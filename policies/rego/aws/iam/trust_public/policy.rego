# METADATA
# title: Trust policies are not public
# description: Whoever may assume a role has all that it may do. A statement for everybody counts unless a condition names who asks in fixed values.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
# custom:
#   id: iam-trust-public
#   severity: critical
#   reason: "anybody with any account of AWS gets in"
#   category: access
#   resource_types:
#     - aws_iam_role
#   requires:
#     - assume_role_policy
#   facts:
#     - grants
#   controls:
#     - "nist-800-53-r5:AC-3"
#     - "nist-800-53-r5:AC-6"
#   aliases: [CKV_AWS_60, CKV_AWS_61]
#   message: "the policy lets anyone {what}"
#   remediation: "name the principals, or restrict them with a condition"
#   example: |
#     resource "aws_iam_role" "app" {
#       name = "app"
#       assume_role_policy = jsonencode({
#         Version = "2012-10-17"
#         Statement = [{
#           Effect    = "Allow"
#           Principal = { Service = "ec2.amazonaws.com" }
#           Action    = "sts:AssumeRole"
#         }]
#       })
#     }
package driftgate.aws.iam.trust_public

import data.driftgate.lib.grants
import rego.v1

deny contains {"path": [found.at], "observed": found.grant.what, "required": "named principals", "args": {"what": found.grant.what, "whom": found.grant.whom}, "pin": found.grant.pin} if {
	some found in grants.of(input.facts.grants, "everyone")
}
