# METADATA
# title: Application load balancers drop headers that are not valid
# description: "Servers read broken headers in different ways, which lets somebody hide a second request in the first. Other kinds of load balancers do not read headers."
# custom:
#   id: balancer-invalid-headers
#   severity: medium
#   reason: "It takes a server behind it that reads headers in another way."
#   category: network
#   resource_types:
#     - aws_lb
#     - aws_alb
#   requires:
#     - drop_invalid_header_fields
#     - load_balancer_type
#   controls:
#     - "nist-800-53-r5:SC-7"
#     - "nist-800-53-r5:SI-10"
#   aliases:
#     - CKV_AWS_131
#     - AVD-AWS-0052
#   message: "broken headers are handed on"
#   remediation: "set drop_invalid_header_fields = true"
#   example: |
#     resource "aws_lb" "main" {
#       name                       = "main"
#       subnets                    = [aws_subnet.a.id, aws_subnet.b.id]
#       drop_invalid_header_fields = true
#     }
package driftgate.aws.elbv2.invalid_headers

import data.driftgate.lib.values
import rego.v1

deny contains {"path": ["drop_invalid_header_fields"], "observed": value, "required": true, "args": {}} if {
	input.attributes.load_balancer_type in {"application", "", null}
	value := input.attributes.drop_invalid_header_fields
	not values.is_on(value)
}
