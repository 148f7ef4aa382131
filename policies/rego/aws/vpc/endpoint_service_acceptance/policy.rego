# METADATA
# title: Whoever connects to an endpoint service has to be accepted
# description: "Without it everyone who may see the service connects to it at once, and nobody looks at who they are."
# related_resources:
#   - https://docs.aws.amazon.com/vpc/latest/privatelink/configure-endpoint-service.html
# custom:
#   id: network-endpoint-service-acceptance
#   severity: medium
#   reason: "Only principals that are allowed see the service at all."
#   category: access
#   resource_types:
#     - aws_vpc_endpoint_service
#   requires:
#     - acceptance_required
#   controls:
#     - "nist-800-53-r5:AC-3"
#     - "nist-800-53-r5:SC-7"
#   aliases:
#     - CKV_AWS_123
#   message: "connections are accepted without anybody's consent"
#   remediation: "set acceptance_required = true"
#   example: |
#     resource "aws_vpc_endpoint_service" "main" {
#       acceptance_required        = true
#       network_load_balancer_arns = [aws_lb.main.arn]
#     }
package driftgate.aws.vpc.endpoint_service_acceptance

import data.driftgate.lib.values
import rego.v1

deny contains {"path": ["acceptance_required"], "observed": value, "required": true, "args": {}} if {
	value := input.attributes.acceptance_required
	not values.is_on(value)
}
