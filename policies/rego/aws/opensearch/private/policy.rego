# METADATA
# title: "Domains stand in a network of their own"
# description: "A domain with a public endpoint is held by its policy and its passwords alone. In a network of its own, which cannot be chosen later, security groups stand before it."
# related_resources:
#   - https://docs.aws.amazon.com/opensearch-service/latest/developerguide/vpc.html
# custom:
#   id: opensearch-private
#   severity: medium
#   reason: "the endpoint can be reached from the internet, which its policy may still refuse"
#   category: network
#   resource_types:
#     - aws_opensearch_domain
#     - aws_elasticsearch_domain
#   requires:
#     - vpc_options
#   controls:
#     - "nist-800-53-r5:SC-7"
#   aliases: [CKV_AWS_137]
#   message: "the domain has a public endpoint"
#   remediation: "set vpc_options (the domain is made anew)"
#   example: |
#     resource "aws_opensearch_domain" "this" {
#       domain_name = "logs"
#       # ...
#       vpc_options {
#         subnet_ids         = [aws_subnet.private.id]
#         security_group_ids = [aws_security_group.search.id]
#       }
#     }
package driftgate.aws.opensearch.private

import data.driftgate.lib.blocks
import rego.v1

deny contains {"path": ["vpc_options"], "observed": value, "required": "subnet_ids", "args": {}} if {
	value := object.get(input.attributes, "vpc_options", null)
	count(blocks.entries(value)) == 0
}
