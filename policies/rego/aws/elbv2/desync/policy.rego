# METADATA
# title: Load balancers guard against requests that hide others
# description: "In the mode monitor a load balancer hands on requests that it and the server behind it may read in different ways, so that one can be hidden in another."
# related_resources:
#   - https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-load-balancer-attributes.html
# custom:
#   id: balancer-desync
#   severity: medium
#   reason: "It takes a server behind it that reads requests in another way."
#   category: network
#   resource_types:
#     - aws_lb
#     - aws_alb
#     - aws_elb
#   requires:
#     - desync_mitigation_mode
#   needs:
#     aws_lb: [load_balancer_type]
#     aws_alb: [load_balancer_type]
#   controls:
#     - "nist-800-53-r5:SC-7"
#     - "nist-800-53-r5:SI-10"
#   aliases:
#     - CKV_AWS_328
#     - elbv2_desync_mitigation_mode
#     - elb_desync_mitigation_mode
#   message: "the load balancer only watches such requests"
#   remediation: "set desync_mitigation_mode to defensive or strictest"
#   example: |
#     resource "aws_lb" "main" {
#       name                   = "main"
#       subnets                = [aws_subnet.a.id, aws_subnet.b.id]
#       desync_mitigation_mode = "strictest"
#     }
package driftgate.aws.elbv2.desync

import rego.v1

reads_none if input.attributes.load_balancer_type in {"network", "gateway"}

deny contains {"path": ["desync_mitigation_mode"], "observed": "monitor", "required": "defensive", "args": {}} if {
	input.attributes.desync_mitigation_mode == "monitor"
	not reads_none
}
