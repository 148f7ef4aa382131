# METADATA
# title: Load balancers cannot be deleted by mistake
# description: "A load balancer that is deleted takes its address, its listeners and their rules with it. With the protection on somebody has to take it off first."
# custom:
#   id: balancer-deletion-protection
#   severity: low
#   reason: "It takes a mistake of somebody who may delete."
#   category: recovery
#   resource_types:
#     - aws_lb
#     - aws_alb
#   requires:
#     - enable_deletion_protection
#   controls:
#     - "nist-800-53-r5:CP-10"
#     - "nist-800-53-r5:SC-5"
#   aliases:
#     - CKV_AWS_150
#     - elbv2_deletion_protection
#   message: "the load balancer can be deleted at once"
#   remediation: "set enable_deletion_protection = true"
#   example: |
#     resource "aws_lb" "main" {
#       name                       = "main"
#       subnets                    = [aws_subnet.a.id, aws_subnet.b.id]
#       enable_deletion_protection = true
#     }
package driftgate.aws.elbv2.deletion_protection

import data.driftgate.lib.values
import rego.v1

deny contains {"path": ["enable_deletion_protection"], "observed": value, "required": true, "args": {}} if {
	value := input.attributes.enable_deletion_protection
	not values.is_on(value)
}
