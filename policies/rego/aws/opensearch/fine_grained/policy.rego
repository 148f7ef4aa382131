# METADATA
# title: "Domains ask who somebody is"
# description: "Fine-grained access gives users and roles their indexes, fields and actions. Without it, whom the policy of the domain lets in may do everything; with anonymous access, whoever says no name gets in."
# related_resources:
#   - https://docs.aws.amazon.com/opensearch-service/latest/developerguide/fgac.html
# custom:
#   id: opensearch-fine-grained
#   severity: medium
#   reason: "whoever gets in reads and changes everything"
#   category: access
#   resource_types:
#     - aws_opensearch_domain
#     - aws_elasticsearch_domain
#   requires:
#     - advanced_security_options
#   controls:
#     - "nist-800-53-r5:AC-3"
#     - "nist-800-53-r5:AC-6"
#   aliases: [CKV2_AWS_52, opensearch_service_domains_internal_user_database_enabled]
#   message: "{what}"
#   remediation: "set advanced_security_options with enabled = true and anonymous_auth_enabled = false"
#   example: |
#     resource "aws_opensearch_domain" "this" {
#       domain_name = "logs"
#       # ...
#       advanced_security_options {
#         enabled                = true
#         anonymous_auth_enabled = false
#         master_user_options {
#           master_user_arn = aws_iam_role.search.arn
#         }
#       }
#     }
package driftgate.aws.opensearch.fine_grained

import data.driftgate.lib.blocks
import rego.v1

options := object.get(input.attributes, "advanced_security_options", null)

deny contains {"path": blocks.path("advanced_security_options", options, "enabled"), "observed": blocks.member(options, "enabled"), "required": true, "args": {"what": "fine-grained access is off"}} if {
	blocks.member(options, "enabled") != true
}

deny contains {"path": ["advanced_security_options", 0, "anonymous_auth_enabled"], "observed": true, "required": false, "args": {"what": "anonymous access is on"}} if {
	blocks.member(options, "anonymous_auth_enabled") == true
}
