# METADATA
# title: "Policies of domains are not public"
# description: "A statement for everybody counts unless a condition names who asks or from where in fixed values. It stands in the domain or in a resource of its own. A domain in a network of its own lets in only whom the network lets in; the resource alone does not say where its domain stands."
# related_resources:
#   - https://docs.aws.amazon.com/opensearch-service/latest/developerguide/ac.html
# custom:
#   id: opensearch-policy-public
#   severity: critical
#   reason: "anybody on the internet reads and changes the indexes"
#   category: access
#   resource_types:
#     - aws_opensearch_domain
#     - aws_elasticsearch_domain
#     - aws_opensearch_domain_policy
#     - aws_elasticsearch_domain_policy
#   needs:
#     aws_opensearch_domain: [access_policies, vpc_options]
#     aws_elasticsearch_domain: [access_policies, vpc_options]
#     aws_opensearch_domain_policy: [access_policies]
#     aws_elasticsearch_domain_policy: [access_policies]
#   facts:
#     - grants
#   controls:
#     - "nist-800-53-r5:AC-3"
#     - "nist-800-53-r5:AC-6"
#   aliases: [opensearch_service_domains_not_publicly_accessible]
#   message: "the policy lets anyone {what}"
#   remediation: "name the principals, or restrict them with a condition"
#   example: |
#     resource "aws_opensearch_domain_policy" "this" {
#       domain_name = aws_opensearch_domain.this.domain_name
#       access_policies = jsonencode({
#         Version = "2012-10-17"
#         Statement = [{
#           Effect    = "Allow"
#           Principal = { AWS = aws_iam_role.search.arn }
#           Action    = "es:ESHttp*"
#           Resource  = "${aws_opensearch_domain.this.arn}/*"
#         }]
#       })
#     }
package driftgate.aws.opensearch.policy_public

import data.driftgate.lib.blocks
import data.driftgate.lib.grants
import rego.v1

deny contains {"path": [found.at], "observed": found.grant.what, "required": "named principals", "args": {"what": found.grant.what, "whom": found.grant.whom}, "pin": found.grant.pin} if {
	count(blocks.entries(object.get(input.attributes, "vpc_options", null))) == 0
	some found in grants.of(input.facts.grants, "everyone")
}
