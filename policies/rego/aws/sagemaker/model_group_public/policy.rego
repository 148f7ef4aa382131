# METADATA
# title: "Models are not everybody's"
# description: "A group of models whose policy lets everybody in gives away the models, and lets anybody put one of his own there, which then runs where the group is deployed."
# related_resources:
#   - https://docs.aws.amazon.com/sagemaker/latest/dg/model-registry-deploy-xaccount.html
# custom:
#   id: sagemaker-model-group-public
#   severity: critical
#   reason: "anybody reads the models, or brings one to run"
#   category: access
#   resource_types:
#     - aws_sagemaker_model_package_group_policy
#   requires:
#     - resource_policy
#   facts:
#     - grants
#   controls:
#     - "nist-800-53-r5:AC-3"
#     - "nist-800-53-r5:AC-6"
#     - "nist-800-53-r5:SR-3"
#   message: "the policy lets anyone {what}"
#   remediation: "name the accounts"
#   example: |
#     resource "aws_sagemaker_model_package_group_policy" "this" {
#       model_package_group_name = "churn"
#       resource_policy = jsonencode({
#         Version = "2012-10-17"
#         Statement = [{
#           Effect    = "Allow"
#           Principal = { AWS = "444455556666" }
#           Action    = ["sagemaker:DescribeModelPackage"]
#           Resource  = "*"
#         }]
#       })
#     }
package driftgate.aws.sagemaker.model_group_public

import data.driftgate.lib.grants
import rego.v1

deny contains {"path": [found.at], "observed": found.grant.what, "required": "named principals", "args": {"what": found.grant.what}, "pin": found.grant.pin} if {
	some found in grants.of(input.facts.grants, "everyone")
}
