# METADATA
# title: "DocumentDB takes TLS only"
# description: "Clusters take TLS only, until the parameter tls of their group says \"disabled\". What nobody sets is enabled; other values, such as tls1.2+, narrow the versions."
# related_resources:
#   - https://docs.aws.amazon.com/documentdb/latest/developerguide/security.encryption.ssl.html
# custom:
#   id: docdb-tls
#   severity: high
#   reason: "passwords and data go over the network in plain text"
#   category: encryption
#   resource_types:
#     - aws_docdb_cluster_parameter_group
#   needs:
#     aws_docdb_cluster_parameter_group: [parameter]
#   controls:
#     - "nist-800-53-r5:SC-8"
#   aliases: [CKV_AWS_90]
#   message: "the parameter tls is {value}"
#   remediation: "take the parameter tls away, or set it to tls1.2+"
#   example: |
#     resource "aws_docdb_cluster_parameter_group" "this" {
#       family = "docdb5.0"
#       parameter {
#         name  = "tls"
#         value = "tls1.2+"
#       }
#     }
package driftgate.aws.docdb.tls

import rego.v1

deny contains {"path": ["parameter", index, "value"], "observed": parameter.value, "required": "enabled", "args": {"value": parameter.value}} if {
	some index, parameter in object.get(input.attributes, "parameter", null)
	lower(parameter.name) == "tls"
	lower(parameter.value) == "disabled"
}
