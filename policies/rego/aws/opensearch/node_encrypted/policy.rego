# METADATA
# title: "Nodes of a domain talk TLS"
# description: "Nodes of a domain send each other what they index and find. It goes in plain text unless encryption from node to node is on, which fine-grained access needs as well."
# related_resources:
#   - https://docs.aws.amazon.com/opensearch-service/latest/developerguide/ntn.html
# custom:
#   id: opensearch-node-encrypted
#   severity: medium
#   reason: "whoever stands in the network of the nodes reads everything"
#   category: encryption
#   resource_types:
#     - aws_opensearch_domain
#     - aws_elasticsearch_domain
#   requires:
#     - node_to_node_encryption
#   controls:
#     - "nist-800-53-r5:SC-8"
#   aliases: [CKV_AWS_6, AVD-AWS-0043, opensearch_service_domains_node_to_node_encryption_enabled]
#   message: "nodes talk to each other in plain text"
#   remediation: "set node_to_node_encryption with enabled = true"
#   example: |
#     resource "aws_opensearch_domain" "this" {
#       domain_name = "logs"
#       # ...
#       node_to_node_encryption {
#         enabled = true
#       }
#     }
package driftgate.aws.opensearch.node_encrypted

import data.driftgate.lib.blocks
import rego.v1

deny contains {"path": blocks.path("node_to_node_encryption", block, "enabled"), "observed": blocks.member(block, "enabled"), "required": true, "args": {}} if {
	block := object.get(input.attributes, "node_to_node_encryption", null)
	blocks.member(block, "enabled") != true
}
