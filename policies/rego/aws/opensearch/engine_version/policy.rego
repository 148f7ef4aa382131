# METADATA
# title: "Search domains run a version that is repaired"
# description: "Versions of OpenSearch and Elasticsearch leave standard and then extended support, on days that AWS names. What is not in the table of days is not known, nor is the version that AWS takes where nobody names one."
# related_resources:
#   - https://docs.aws.amazon.com/opensearch-service/latest/developerguide/what-is.html
# custom:
#   id: opensearch-engine-version
#   severity: high
#   reason: "Known flaws of the engine stay open."
#   category: general
#   resource_types:
#     - aws_opensearch_domain
#     - aws_elasticsearch_domain
#   facts:
#     - support
#   controls:
#     - "nist-800-53-r5:SI-2"
#     - "nist-800-53-r5:SA-22"
#   params:
#     support: { type: string, enum: [standard, extended], default: extended, weaker: higher, description: "the support that a version must be in: extended is what AWS still repairs for a fee" }
#   message: "version {version} is no longer repaired since {day}"
#   remediation: "move the domain to a version in standard support"
#   example: |
#     resource "aws_opensearch_domain" "main" {
#       domain_name    = "main"
#       engine_version = "OpenSearch_2.19"
#     }
package driftgate.aws.opensearch.engine_version

import data.driftgate.lib.support
import rego.v1

deny contains {"path": one.path, "observed": one.version, "required": "a version in support", "args": {"version": one.version, "day": one.day}, "unknown": one.unknown} if {
	some one in support.out(input.facts.support, "engine", input.params.support)
}
