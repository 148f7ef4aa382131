# METADATA
# title: "DocumentDB writes a log of audits"
# description: "The parameter audit_logs says which events are written: all of them, those that change definitions, reads or writes. It is disabled where nobody sets it, and then there is nothing to send to CloudWatch."
# related_resources:
#   - https://docs.aws.amazon.com/documentdb/latest/developerguide/event-auditing.html
# custom:
#   id: docdb-audit
#   severity: low
#   reason: "it prevents nothing, and helps to understand what happened"
#   category: logging
#   resource_types:
#     - aws_docdb_cluster_parameter_group
#   needs:
#     aws_docdb_cluster_parameter_group: [parameter]
#   controls:
#     - "nist-800-53-r5:AU-2"
#     - "nist-800-53-r5:AU-12"
#   aliases: [CKV_AWS_104]
#   message: "the parameter audit_logs is {value}"
#   remediation: "set the parameter audit_logs to enabled"
#   example: |
#     resource "aws_docdb_cluster_parameter_group" "this" {
#       family = "docdb5.0"
#       parameter {
#         name  = "audit_logs"
#         value = "enabled"
#       }
#     }
package driftgate.aws.docdb.audit

import rego.v1

parameters := object.get(input.attributes, "parameter", null)

told contains index if {
	some index, parameter in parameters
	lower(parameter.name) == "audit_logs"
}

deny contains {"path": ["parameter"], "observed": null, "required": "enabled", "args": {"value": "not set"}} if count(told) == 0

deny contains {"path": ["parameter", index, "value"], "observed": value, "required": "enabled", "args": {"value": value}} if {
	some index in told
	value := parameters[index].value
	lower(value) in {"disabled", "none"}
}
