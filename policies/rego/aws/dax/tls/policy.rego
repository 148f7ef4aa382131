# METADATA
# title: "DAX takes TLS only"
# description: "The endpoint of a cluster takes plain connections unless it is made with TLS."
# related_resources:
#   - https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/DAXEncryptionInTransit.html
# custom:
#   id: dax-tls
#   severity: medium
#   reason: "items can be read on the way between programs and the cache"
#   category: encryption
#   resource_types:
#     - aws_dax_cluster
#   needs:
#     aws_dax_cluster: [cluster_endpoint_encryption_type]
#   controls:
#     - "nist-800-53-r5:SC-8"
#   aliases: [CKV_AWS_239, dynamodb_accelerator_cluster_in_transit_encryption_enabled]
#   message: "the endpoint takes connections without TLS"
#   remediation: "set cluster_endpoint_encryption_type = \"TLS\" (the cluster is made anew)"
#   example: |
#     resource "aws_dax_cluster" "this" {
#       cluster_name                     = "orders"
#       cluster_endpoint_encryption_type = "TLS"
#       # ...
#     }
package driftgate.aws.dax.tls

import rego.v1

deny contains {"path": ["cluster_endpoint_encryption_type"], "observed": value, "required": "TLS", "args": {}} if {
	value := object.get(input.attributes, "cluster_endpoint_encryption_type", null)
	value != "TLS"
}
