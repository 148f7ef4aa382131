# METADATA
# title: "The policy of the catalog is not public"
# description: "One policy holds for the whole catalog of a region. A statement for everybody gives every account its databases and tables, unless a condition names who asks or from where in fixed values."
# related_resources:
#   - https://docs.aws.amazon.com/glue/latest/dg/security_iam_service-with-iam.html
# custom:
#   id: glue-policy-public
#   severity: critical
#   reason: "every account of AWS reads or changes the catalog"
#   category: access
#   resource_types:
#     - aws_glue_resource_policy
#   needs:
#     aws_glue_resource_policy: [policy]
#   facts:
#     - grants
#   controls:
#     - "nist-800-53-r5:AC-3"
#     - "nist-800-53-r5:AC-6"
#   aliases: [glue_data_catalogs_not_publicly_accessible]
#   message: "the policy lets anyone {what}"
#   remediation: "name the principals, or restrict them with a condition"
#   example: |
#     resource "aws_glue_resource_policy" "this" {
#       policy = jsonencode({
#         Version = "2012-10-17"
#         Statement = [{
#           Effect    = "Allow"
#           Principal = { AWS = "arn:aws:iam::444455556666:root" }
#           Action    = "glue:GetTable"
#           Resource  = "arn:aws:glue:eu-west-1:111122223333:*"
#         }]
#       })
#     }
package driftgate.aws.glue.policy_public

import data.driftgate.lib.grants
import rego.v1

deny contains {"path": [found.at], "observed": found.grant.what, "required": "named principals", "args": {"what": found.grant.what, "whom": found.grant.whom}, "pin": found.grant.pin} if {
	some found in grants.of(input.facts.grants, "everyone")
}
