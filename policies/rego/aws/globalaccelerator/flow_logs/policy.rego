# METADATA
# title: Accelerators log their traffic
# description: "Flow logs of an accelerator tell which address went where. They are off unless somebody switches them on."
# custom:
#   id: accelerator-flow-logs
#   severity: low
#   reason: "It is a loss of proof, not of protection."
#   category: logging
#   resource_types:
#     - aws_globalaccelerator_accelerator
#   requires:
#     - attributes
#   reads:
#     - attributes.flow_logs_enabled
#   controls:
#     - "nist-800-53-r5:AU-12"
#     - "nist-800-53-r5:SI-4"
#   aliases:
#     - CKV_AWS_75
#   message: "the accelerator keeps no flow logs"
#   remediation: "set flow_logs_enabled = true in attributes"
#   example: |
#     resource "aws_globalaccelerator_accelerator" "main" {
#       name = "main"
#       attributes {
#         flow_logs_enabled   = true
#         flow_logs_s3_bucket = aws_s3_bucket.logs.bucket
#       }
#     }
package driftgate.aws.globalaccelerator.flow_logs

import data.driftgate.lib.values
import rego.v1

deny contains {"path": ["attributes", index, "flow_logs_enabled"], "observed": object.get(block, "flow_logs_enabled", null), "required": true, "args": {}} if {
	some index, block in input.attributes.attributes
	not values.is_on(object.get(block, "flow_logs_enabled", null))
}

deny contains {"path": ["attributes"], "observed": null, "required": true, "args": {}} if {
	values.is_empty(input.attributes.attributes)
}
