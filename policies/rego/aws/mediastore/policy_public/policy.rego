# METADATA
# title: Containers of media are not public
# description: "Whoever reads a container gets what is streamed, and whoever writes puts his own picture there. What is for the public comes through a CDN that the policy names."
# related_resources:
#   - https://docs.aws.amazon.com/mediastore/latest/ug/policies.html
# custom:
#   id: mediastore-policy-public
#   severity: high
#   reason: "anybody reads the media or puts others in their place"
#   category: access
#   resource_types:
#     - aws_media_store_container_policy
#   requires:
#     - policy
#   facts:
#     - grants
#   controls:
#     - "nist-800-53-r5:AC-3"
#     - "nist-800-53-r5:AC-6"
#   message: "the policy lets anyone {what}"
#   remediation: "name the account or the distribution that reads"
#   example: |
#     resource "aws_media_store_container_policy" "this" {
#       container_name = "live"
#       policy = jsonencode({
#         Version = "2012-10-17"
#         Statement = [{
#           Effect    = "Allow"
#           Principal = { AWS = "arn:aws:iam::111122223333:root" }
#           Action    = ["mediastore:GetObject"]
#           Resource  = "*"
#         }]
#       })
#     }
package driftgate.aws.mediastore.policy_public

import data.driftgate.lib.grants
import rego.v1

deny contains {"path": [found.at], "observed": found.grant.what, "required": "named principals", "args": {"what": found.grant.what}, "pin": found.grant.pin} if {
	some found in grants.of(input.facts.grants, "everyone")
}
