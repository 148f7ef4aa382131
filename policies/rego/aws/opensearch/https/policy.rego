# METADATA
# title: "Domains take HTTPS only, and no old TLS"
# description: "An endpoint takes HTTP as well unless it is told otherwise, and TLS from 1.0 on unless a policy of 1.2 is named. In a block that says nothing of HTTPS the provider demands it."
# related_resources:
#   - https://docs.aws.amazon.com/opensearch-service/latest/developerguide/infrastructure-security.html
# custom:
#   id: opensearch-https
#   severity: high
#   reason: "requests, answers and passwords can be read on the way"
#   category: encryption
#   resource_types:
#     - aws_opensearch_domain
#     - aws_elasticsearch_domain
#   requires:
#     - domain_endpoint_options
#   controls:
#     - "nist-800-53-r5:SC-8"
#   aliases: [CKV_AWS_83, CKV_AWS_228, AVD-AWS-0046, AVD-AWS-0126, opensearch_service_domains_https_communications_enforced]
#   message: "the endpoint takes {what}"
#   remediation: "set domain_endpoint_options with enforce_https = true and tls_security_policy = \"Policy-Min-TLS-1-2-PFS-2023-10\""
#   example: |
#     resource "aws_opensearch_domain" "this" {
#       domain_name = "logs"
#       # ...
#       domain_endpoint_options {
#         enforce_https       = true
#         tls_security_policy = "Policy-Min-TLS-1-2-PFS-2023-10"
#       }
#     }
package driftgate.aws.opensearch.https

import data.driftgate.lib.blocks
import rego.v1

options := object.get(input.attributes, "domain_endpoint_options", null)

deny contains {"path": ["domain_endpoint_options"], "observed": null, "required": true, "args": {"what": "plain HTTP"}} if count(blocks.entries(options)) == 0

deny contains {"path": ["domain_endpoint_options", index, "enforce_https"], "observed": false, "required": true, "args": {"what": "plain HTTP"}} if {
	some index, option in options
	option.enforce_https == false
}

deny contains {"path": ["domain_endpoint_options", index, "tls_security_policy"], "observed": policy, "required": "Policy-Min-TLS-1-2-PFS-2023-10", "args": {"what": "old versions of TLS"}} if {
	some index, option in options
	policy := object.get(option, "tls_security_policy", null)
	not is_new(policy)
}

is_new(policy) if startswith(policy, "Policy-Min-TLS-1-2")

is_new(policy) if startswith(policy, "Policy-Min-TLS-1-3")
