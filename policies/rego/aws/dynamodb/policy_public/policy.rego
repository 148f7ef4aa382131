# METADATA
# title: "Policies of tables and streams are not public"
# description: "Since 2024 a table or its stream can have a policy of its own, as a stream of Kinesis has. A statement for everybody counts unless a condition names who asks or from where in fixed values."
# related_resources:
#   - https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/access-control-resource-based.html
# custom:
#   id: dynamodb-policy-public
#   severity: critical
#   reason: "every account of AWS reads the data, or writes it"
#   category: access
#   resource_types:
#     - aws_dynamodb_resource_policy
#     - aws_kinesis_resource_policy
#   requires:
#     - policy
#   facts:
#     - grants
#   controls:
#     - "nist-800-53-r5:AC-3"
#     - "nist-800-53-r5:AC-6"
#   message: "the policy lets anyone {what}"
#   remediation: "name the principals, or restrict them with a condition"
#   example: |
#     resource "aws_dynamodb_resource_policy" "this" {
#       resource_arn = aws_dynamodb_table.this.arn
#       policy = jsonencode({
#         Version = "2012-10-17"
#         Statement = [{
#           Effect    = "Allow"
#           Principal = { AWS = "arn:aws:iam::444455556666:root" }
#           Action    = "dynamodb:GetItem"
#           Resource  = aws_dynamodb_table.this.arn
#         }]
#       })
#     }
package driftgate.aws.dynamodb.policy_public

import data.driftgate.lib.grants
import rego.v1

deny contains {"path": [found.at], "observed": found.grant.what, "required": "named principals", "args": {"what": found.grant.what, "whom": found.grant.whom}, "pin": found.grant.pin} if {
	some found in grants.of(input.facts.grants, "everyone")
}
