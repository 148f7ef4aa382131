# METADATA
# title: "Neptune sends its logs to CloudWatch"
# description: "The log of audits says who asked what. It stays only where it is sent to CloudWatch."
# related_resources:
#   - https://docs.aws.amazon.com/neptune/latest/userguide/cloudwatch-logs.html
# custom:
#   id: neptune-log-exports
#   severity: low
#   reason: "it prevents nothing, and helps to understand what happened"
#   category: logging
#   resource_types:
#     - aws_neptune_cluster
#   needs:
#     aws_neptune_cluster: [enable_cloudwatch_logs_exports]
#   controls:
#     - "nist-800-53-r5:AU-2"
#     - "nist-800-53-r5:AU-12"
#   aliases: [CKV_AWS_101, AVD-AWS-0075, neptune_cluster_integration_cloudwatch_logs]
#   message: "no log of the cluster is sent to CloudWatch"
#   remediation: "set enable_cloudwatch_logs_exports = [\"audit\"]"
#   example: |
#     resource "aws_neptune_cluster" "this" {
#       enable_cloudwatch_logs_exports = ["audit"]
#       # ...
#     }
package driftgate.aws.neptune.log_exports

import data.driftgate.lib.blocks
import rego.v1

deny contains {"path": ["enable_cloudwatch_logs_exports"], "observed": value, "required": "audit", "args": {}} if {
	value := object.get(input.attributes, "enable_cloudwatch_logs_exports", null)
	count(blocks.entries(value)) == 0
}
