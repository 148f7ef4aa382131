# METADATA
# title: "Tables can be restored to any second"
# description: "Point-in-time recovery keeps every change of a table for 35 days. It is off unless somebody sets it, and each replica of a global table has its own, in the table or as a resource. Tables of Keyspaces have the same."
# related_resources:
#   - https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Point-in-time-recovery.html
# custom:
#   id: data-table-recovery
#   severity: medium
#   reason: "what is overwritten or deleted by mistake is gone"
#   category: recovery
#   resource_types:
#     - aws_dynamodb_table
#     - aws_dynamodb_table_replica
#     - aws_keyspaces_table
#   requires:
#     - point_in_time_recovery
#   needs:
#     aws_dynamodb_table: [replica.region_name, replica.point_in_time_recovery]
#   controls:
#     - "nist-800-53-r5:CP-9"
#   aliases: [CKV_AWS_28, AVD-AWS-0024, dynamodb_tables_pitr_enabled]
#   message: "the table has no point-in-time recovery{where}"
#   remediation: "enable point_in_time_recovery, also in each replica"
#   example: |
#     resource "aws_dynamodb_table" "this" {
#       name         = "orders"
#       billing_mode = "PAY_PER_REQUEST"
#       hash_key     = "id"
#       attribute {
#         name = "id"
#         type = "S"
#       }
#       point_in_time_recovery {
#         enabled = true
#       }
#     }
package driftgate.aws.dynamodb.table_recovery

import data.driftgate.lib.blocks
import rego.v1

# AWS tells replicas in their own regions only.
value := object.get(input.attributes, "point_in_time_recovery", null)

deny contains {"path": blocks.path("point_in_time_recovery", value, "enabled"), "observed": null, "required": true, "args": {"where": ""}} if {
	input.type == "aws_dynamodb_table"
	blocks.member(value, "enabled") != true
}

deny contains {"path": ["replica", index, "point_in_time_recovery"], "observed": false, "required": true, "args": {"where": concat("", [" in ", replica.region_name])}} if {
	some index, replica in input.attributes.replica
	object.get(replica, "point_in_time_recovery", false) != true
}

deny contains {"path": ["point_in_time_recovery"], "observed": value, "required": true, "args": {"where": ""}} if {
	input.type == "aws_dynamodb_table_replica"
	value != true
}

deny contains {"path": blocks.path("point_in_time_recovery", value, "status"), "observed": blocks.member(value, "status"), "required": "ENABLED", "args": {"where": ""}} if {
	input.type == "aws_keyspaces_table"
	blocks.member(value, "status") != "ENABLED"
}
