# METADATA
# title: Tables can be restored to any second
# description: Tables can be restored to any second.
# custom:
#   id: data-table-recovery
#   severity: medium
#   category: recovery
#   resource_types:
#     - aws_dynamodb_table
#   requires:
#     - point_in_time_recovery
#   controls:
#     - "nist-800-53-r5:CP-9"
#   message: "the table has no point-in-time recovery"
#   remediation: "enable point_in_time_recovery"
package driftgate.aws.dynamodb.table_recovery

import rego.v1

kept if {
	some block in input.attributes.point_in_time_recovery
	block.enabled == true
}

deny contains {"path": ["point_in_time_recovery"], "observed": null, "required": true, "args": {}} if not kept
