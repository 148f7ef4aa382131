# METADATA
# title: "Domains are encrypted at rest"
# description: "Indexes, logs and automated snapshots of a domain are encrypted where it says so, which is not where nobody does. Domains of Elasticsearch are the same."
# related_resources:
#   - https://docs.aws.amazon.com/opensearch-service/latest/developerguide/encryption-at-rest.html
# custom:
#   id: opensearch-encrypted
#   severity: high
#   reason: "disks and snapshots can be read by whoever gets them"
#   category: encryption
#   resource_types:
#     - aws_opensearch_domain
#     - aws_elasticsearch_domain
#   requires:
#     - encrypt_at_rest
#   controls:
#     - "nist-800-53-r5:SC-28"
#   aliases: [CKV_AWS_5, AVD-AWS-0048, opensearch_service_domains_encryption_at_rest_enabled]
#   message: "the domain is not encrypted"
#   remediation: "set encrypt_at_rest with enabled = true"
#   example: |
#     resource "aws_opensearch_domain" "this" {
#       domain_name = "logs"
#       # ...
#       encrypt_at_rest {
#         enabled    = true
#         kms_key_id = aws_kms_key.this.arn
#       }
#     }
package driftgate.aws.opensearch.encrypted

import data.driftgate.lib.blocks
import rego.v1

deny contains {"path": blocks.path("encrypt_at_rest", block, "enabled"), "observed": blocks.member(block, "enabled"), "required": true, "args": {}} if {
	block := object.get(input.attributes, "encrypt_at_rest", null)
	blocks.member(block, "enabled") != true
}
