# METADATA
# title: Search domains are not public
# description: "CloudSearch stands on the internet, and its access policy is all that is before it. Whoever gets in searches the documents, changes them, or makes others of them."
# related_resources:
#   - https://docs.aws.amazon.com/cloudsearch/latest/developerguide/configuring-access.html
# custom:
#   id: cloudsearch-policy-public
#   severity: critical
#   reason: "anybody on the internet reads the documents"
#   category: access
#   resource_types:
#     - aws_cloudsearch_domain_service_access_policy
#   requires:
#     - access_policy
#   facts:
#     - grants
#   controls:
#     - "nist-800-53-r5:AC-3"
#     - "nist-800-53-r5:AC-6"
#     - "nist-800-53-r5:SC-7"
#   message: "the policy lets anyone {what}"
#   remediation: "name the principals, or restrict them with a condition on aws:SourceIp"
#   example: |
#     resource "aws_cloudsearch_domain_service_access_policy" "this" {
#       domain_name = "shop"
#       access_policy = jsonencode({
#         Version = "2012-10-17"
#         Statement = [{
#           Effect    = "Allow"
#           Principal = { AWS = "arn:aws:iam::111122223333:role/shop" }
#           Action    = ["cloudsearch:search"]
#           Resource  = "*"
#         }]
#       })
#     }
package driftgate.aws.cloudsearch.policy_public

import data.driftgate.lib.grants
import rego.v1

deny contains {"path": [found.at], "observed": found.grant.what, "required": "named principals", "args": {"what": found.grant.what}, "pin": found.grant.pin} if {
	some found in grants.of(input.facts.grants, "everyone")
}
