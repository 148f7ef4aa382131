# METADATA
# title: Load balancers log who asks
# description: "Access logs tell which address asked for what, and how it was answered. Classic load balancers count; Gateway Load Balancers have no such logs."
# related_resources:
#   - https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html
# custom:
#   id: balancer-access-logs
#   severity: medium
#   reason: "It is a loss of proof, not of protection."
#   category: logging
#   resource_types:
#     - aws_lb
#     - aws_alb
#     - aws_elb
#   requires:
#     - access_logs
#   needs:
#     aws_lb: [load_balancer_type]
#     aws_alb: [load_balancer_type]
#   reads:
#     - access_logs.enabled
#   controls:
#     - "nist-800-53-r5:AU-12"
#     - "nist-800-53-r5:AU-2"
#   aliases:
#     - CKV_AWS_91
#     - CKV_AWS_92
#     - elbv2_logging_enabled
#     - elb_logging_enabled
#   message: "the load balancer keeps no access logs"
#   remediation: "add access_logs with a bucket and enabled = true"
#   example: |
#     resource "aws_lb" "main" {
#       name    = "main"
#       subnets = [aws_subnet.a.id, aws_subnet.b.id]
#       access_logs {
#         bucket  = aws_s3_bucket.logs.bucket
#         enabled = true
#       }
#     }
package driftgate.aws.elbv2.access_logs

import data.driftgate.lib.values
import rego.v1

has_none if input.attributes.load_balancer_type == "gateway"

# The block of a classic load balancer is on by itself, that of the others is off.
is_on(block) if values.is_on(object.get(block, "enabled", null))

is_on(block) if {
	input.type == "aws_elb"
	object.get(block, "enabled", null) == null
}

deny contains {"path": ["access_logs", index, "enabled"], "observed": object.get(block, "enabled", null), "required": true, "args": {}} if {
	not has_none
	some index, block in input.attributes.access_logs
	not is_on(block)
}

deny contains {"path": ["access_logs"], "observed": null, "required": true, "args": {}} if {
	not has_none
	values.is_empty(input.attributes.access_logs)
}
