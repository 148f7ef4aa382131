# METADATA
# title: "DocumentDB sends its logs to CloudWatch"
# description: "The log of audits says who logged in and what was asked, the profiler which queries were slow. Both stay only where they are sent to CloudWatch; the log of audits needs a parameter besides, which is another finding."
# related_resources:
#   - https://docs.aws.amazon.com/documentdb/latest/developerguide/event-auditing.html
# custom:
#   id: docdb-log-exports
#   severity: low
#   reason: "it prevents nothing, and helps to understand what happened"
#   category: logging
#   resource_types:
#     - aws_docdb_cluster
#   needs:
#     aws_docdb_cluster: [enabled_cloudwatch_logs_exports]
#   controls:
#     - "nist-800-53-r5:AU-2"
#     - "nist-800-53-r5:AU-12"
#   aliases: [CKV_AWS_85, AVD-AWS-0020, documentdb_cluster_cloudwatch_log_export]
#   message: "no log of the cluster is sent to CloudWatch"
#   remediation: "set enabled_cloudwatch_logs_exports = [\"audit\", \"profiler\"]"
#   example: |
#     resource "aws_docdb_cluster" "this" {
#       enabled_cloudwatch_logs_exports = ["audit", "profiler"]
#       # ...
#     }
package driftgate.aws.docdb.log_exports

import data.driftgate.lib.blocks
import rego.v1

deny contains {"path": ["enabled_cloudwatch_logs_exports"], "observed": value, "required": "audit", "args": {}} if {
	value := object.get(input.attributes, "enabled_cloudwatch_logs_exports", null)
	count(blocks.entries(value)) == 0
}
