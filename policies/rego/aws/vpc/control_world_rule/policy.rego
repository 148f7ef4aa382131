# METADATA
# title: No port that steers machines is open to the world (separate rules)
# description: "Docker, etcd, kubelets, Kubernetes, Kafka, ZooKeeper and Windows' remote management let who reaches them start programs or change what runs, several of them without a password. Both forms of separate rules count."
# custom:
#   id: network-control-world-rule
#   severity: critical
#   reason: "Several of these ports start programs for whoever asks."
#   category: network
#   resource_types:
#     - aws_vpc_security_group_ingress_rule
#     - aws_security_group_rule
#   facts:
#     - exposures
#   controls:
#     - "nist-800-53-r5:SC-7"
#     - "nist-800-53-r5:AC-17"
#     - "cis-aws-3.0:5.2"
#   aliases:
#     - ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_kafka_9092
#   message: "{rules} opens port {port} ({what}) to the world"
#   remediation: "let in the networks or groups of those who run the machines"
#   example: |
#     resource "aws_vpc_security_group_ingress_rule" "control" {
#       security_group_id = aws_security_group.control.id
#       ip_protocol       = "tcp"
#       from_port         = 6443
#       to_port           = 6443
#       cidr_ipv4         = "10.0.0.0/16"
#     }
package driftgate.aws.vpc.control_world_rule

import data.driftgate.lib.world
import rego.v1

deny contains {"path": world.path(entry), "observed": world.rules(entry), "required": "known networks", "args": {"rules": world.rules(entry), "port": port, "what": what}, "unknown": entry.unknown, "pin": entry.pin} if {
	some entry in input.facts.exposures
	some port, what in world.controls
	world.opens_by(entry, port)
}
