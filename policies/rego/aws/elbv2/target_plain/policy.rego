# METADATA
# title: Load balancers reach their targets in TLS
# description: "Between a load balancer and its targets lies the network. In HTTP what people sent in TLS goes on in plain text there. Functions are reached without a protocol."
# custom:
#   id: balancer-target-plain
#   severity: low
#   reason: "It takes somebody inside of the network."
#   category: encryption
#   resource_types:
#     - aws_lb_target_group
#     - aws_alb_target_group
#   requires:
#     - protocol
#   controls:
#     - "nist-800-53-r5:SC-8"
#   aliases:
#     - CKV_AWS_378
#   message: "targets are reached in plain HTTP"
#   remediation: "set protocol = \"HTTPS\", and give the targets certificates"
#   example: |
#     resource "aws_lb_target_group" "main" {
#       port     = 443
#       protocol = "HTTPS"
#       vpc_id   = aws_vpc.main.id
#     }
package driftgate.aws.elbv2.target_plain

import rego.v1

deny contains {"path": ["protocol"], "observed": "HTTP", "required": "HTTPS", "args": {}} if {
	lower(input.attributes.protocol) == "http"
}
