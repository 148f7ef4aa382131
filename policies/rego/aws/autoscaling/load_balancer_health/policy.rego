# METADATA
# title: Groups behind load balancers ask them for the health of their machines
# description: "A machine that runs but answers nobody is replaced only where the group asks the load balancer. What attaches a group may be a resource of its own."
# related_resources:
#   - https://docs.aws.amazon.com/autoscaling/ec2/userguide/health-checks-overview.html
# custom:
#   id: scaling-load-balancer-health
#   severity: low
#   reason: "Dead machines stay in the group until somebody looks."
#   category: recovery
#   resource_types:
#     - aws_autoscaling_group
#   requires:
#     - health_check_type
#   needs:
#     aws_autoscaling_attachment: []
#   related:
#     - aws_autoscaling_attachment
#   optional:
#     - load_balancers.?
#     - target_group_arns.?
#     - traffic_source.?
#   controls:
#     - "nist-800-53-r5:CP-10"
#     - "nist-800-53-r5:SI-13"
#   aliases:
#     - autoscaling_group_elb_health_check_enabled
#   message: "the group does not ask its load balancer ({type})"
#   remediation: "set health_check_type = \"ELB\""
#   example: |
#     resource "aws_autoscaling_group" "main" {
#       min_size          = 2
#       max_size          = 4
#       target_group_arns = [aws_lb_target_group.main.arn]
#       health_check_type = "ELB"
#     }
package driftgate.aws.autoscaling.load_balancer_health

import data.driftgate.lib.values
import rego.v1

names := ["target_group_arns", "load_balancers", "traffic_source"]

balanced if {
	some name in names
	values.says(input, name)
}

unread if {
	some name in names
	values.told(input, name) == values.unread
}

balanced if count(object.get(input.related, "aws_autoscaling_attachment", [])) > 0

asks(type) if {
	some kind in split(type, ",")
	kind in {"ELB", "VPC_LATTICE"}
}

deny contains {"path": ["health_check_type"], "observed": type, "required": "ELB", "args": {"type": type}} if {
	balanced
	type := input.attributes.health_check_type
	not asks(type)
}

deny contains {"path": ["health_check_type"], "observed": type, "required": "ELB", "args": {"type": type}, "unknown": "whether the group is behind a load balancer is not known"} if {
	unread
	type := input.attributes.health_check_type
	not asks(type)
}
