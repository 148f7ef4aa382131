# METADATA
# title: Groups are spread over zones
# description: "When a zone fails, a group in one zone is gone as a whole. The zones count where they are known, and else the subnets."
# custom:
#   id: scaling-zones
#   severity: medium
#   reason: "A failure of one zone stops the service."
#   category: recovery
#   resource_types:
#     - aws_autoscaling_group
#   requires:
#     - availability_zones
#     - vpc_zone_identifier
#   controls:
#     - "nist-800-53-r5:CP-10"
#     - "nist-800-53-r5:SC-36"
#   aliases:
#     - autoscaling_group_multiple_az
#   message: "the group is in {where} only"
#   remediation: "give the group subnets of at least two zones"
#   example: |
#     resource "aws_autoscaling_group" "main" {
#       min_size            = 2
#       max_size            = 4
#       vpc_zone_identifier = [aws_subnet.a.id, aws_subnet.b.id]
#     }
package driftgate.aws.autoscaling.zones

import rego.v1

zones := {zone | some zone in input.attributes.availability_zones}

subnets := {subnet | some subnet in input.attributes.vpc_zone_identifier}

deny contains {"path": ["availability_zones"], "observed": 1, "required": 2, "args": {"where": "one zone"}} if {
	count(zones) == 1
}

deny contains {"path": ["vpc_zone_identifier"], "observed": 1, "required": 2, "args": {"where": "one subnet"}} if {
	count(zones) == 0
	count(subnets) == 1
}

deny contains {"path": ["vpc_zone_identifier"], "observed": 0, "required": 2, "args": {"where": "a place"}, "unknown": "where the group is, nobody says"} if {
	count(zones) == 0
	count(subnets) == 0
}
