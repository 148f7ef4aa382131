# METADATA
# title: "Databases send their logs to CloudWatch"
# description: "Logs inside of a database are gone with it, and after some days anyway. Sent to CloudWatch they stay, and alarms can read them. Which logs there are depends on the engine; one kind at least has to be sent."
# related_resources:
#   - https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_LogAccess.Procedural.UploadtoCloudWatch.html
# custom:
#   id: rds-log-exports
#   severity: low
#   reason: "it prevents nothing, and helps to understand what happened"
#   category: logging
#   resource_types:
#     - aws_db_instance
#     - aws_rds_cluster
#   requires:
#     - enabled_cloudwatch_logs_exports
#   controls:
#     - "nist-800-53-r5:AU-2"
#     - "nist-800-53-r5:AU-12"
#   aliases: [CKV_AWS_129, CKV_AWS_324, rds_instance_integration_cloudwatch_logs, rds_cluster_integration_cloudwatch_logs]
#   message: "no log of the database is sent to CloudWatch"
#   remediation: "set enabled_cloudwatch_logs_exports to the logs of the engine"
#   example: |
#     resource "aws_db_instance" "this" {
#       engine                          = "postgres"
#       enabled_cloudwatch_logs_exports = ["postgresql", "upgrade"]
#       # ...
#     }
package driftgate.aws.rds.log_exports

import data.driftgate.lib.blocks
import rego.v1

deny contains {"path": ["enabled_cloudwatch_logs_exports"], "observed": value, "required": "logs", "args": {}} if {
	value := object.get(input.attributes, "enabled_cloudwatch_logs_exports", null)
	count(blocks.entries(value)) == 0
}
