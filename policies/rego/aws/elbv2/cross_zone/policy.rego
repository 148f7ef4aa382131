# METADATA
# title: Load balancers share requests between zones
# description: "Without it the machines of a small zone get as much as all of a large one, and a zone without healthy ones answers nobody. Application load balancers always do, network and gateway ones do not by default."
# custom:
#   id: balancer-cross-zone
#   severity: low
#   reason: "Machines are loaded unevenly, nothing is exposed."
#   category: recovery
#   resource_types:
#     - aws_lb
#     - aws_alb
#     - aws_elb
#   needs:
#     aws_lb: [load_balancer_type, enable_cross_zone_load_balancing]
#     aws_alb: [load_balancer_type, enable_cross_zone_load_balancing]
#     aws_elb: [cross_zone_load_balancing]
#   controls:
#     - "nist-800-53-r5:CP-10"
#     - "nist-800-53-r5:SC-5"
#   aliases:
#     - CKV_AWS_152
#     - CKV_AWS_138
#     - elb_cross_zone_load_balancing_enabled
#   message: "each zone keeps its requests to itself"
#   remediation: "set enable_cross_zone_load_balancing = true"
#   example: |
#     resource "aws_lb" "main" {
#       name                             = "main"
#       load_balancer_type               = "network"
#       subnets                          = [aws_subnet.a.id, aws_subnet.b.id]
#       enable_cross_zone_load_balancing = true
#     }
package driftgate.aws.elbv2.cross_zone

import data.driftgate.lib.values
import rego.v1

deny contains {"path": ["enable_cross_zone_load_balancing"], "observed": value, "required": true, "args": {}} if {
	input.attributes.load_balancer_type in {"network", "gateway"}
	value := input.attributes.enable_cross_zone_load_balancing
	not values.is_on(value)
}

deny contains {"path": ["cross_zone_load_balancing"], "observed": false, "required": true, "args": {}} if {
	input.attributes.cross_zone_load_balancing == false
}
