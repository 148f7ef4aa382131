# METADATA
# title: "Redshift takes TLS only"
# description: "A cluster takes plain connections unless the parameter require_ssl of its group is true. Groups of the family redshift-1.0 have it false where nobody sets it, those of redshift-2.0 true."
# related_resources:
#   - https://docs.aws.amazon.com/redshift/latest/mgmt/connecting-ssl-support.html
# custom:
#   id: redshift-tls
#   severity: medium
#   reason: "passwords and data of clients that do not ask for TLS can be read on the way"
#   category: encryption
#   resource_types:
#     - aws_redshift_parameter_group
#   needs:
#     aws_redshift_parameter_group: [family, parameter]
#   controls:
#     - "nist-800-53-r5:SC-8"
#   aliases: [CKV_AWS_105, redshift_cluster_in_transit_encryption_enabled]
#   message: "the parameter require_ssl is {value}"
#   remediation: "set the parameter require_ssl to true"
#   example: |
#     resource "aws_redshift_parameter_group" "this" {
#       name   = "tls"
#       family = "redshift-1.0"
#       parameter {
#         name  = "require_ssl"
#         value = "true"
#       }
#     }
package driftgate.aws.redshift.tls

import rego.v1

parameters := object.get(input.attributes, "parameter", null)

told contains index if {
	some index, parameter in parameters
	lower(parameter.name) == "require_ssl"
}

deny contains {"path": ["parameter", index, "value"], "observed": value, "required": "true", "args": {"value": value}} if {
	some index in told
	value := parameters[index].value
	not lower(value) in ["true", "1"]
}

deny contains {"path": ["parameter"], "observed": null, "required": "true", "args": {"value": "not set"}} if {
	count(told) == 0
	object.get(input.attributes, "family", "") == "redshift-1.0"
}
