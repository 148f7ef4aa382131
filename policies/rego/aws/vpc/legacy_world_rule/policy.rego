# METADATA
# title: No file share and no service in plain text is open to the world (separate rules)
# description: "Telnet, FTP, RPC, NetBIOS, SMB, rsync and NFS were made for networks of friends. They send passwords in plain text, or were the way of worms. Both forms of separate rules count."
# custom:
#   id: network-legacy-world-rule
#   severity: high
#   reason: "Passwords travel in plain text, and shares are looked for by worms."
#   category: network
#   resource_types:
#     - aws_vpc_security_group_ingress_rule
#     - aws_security_group_rule
#   facts:
#     - exposures
#   controls:
#     - "nist-800-53-r5:SC-7"
#     - "nist-800-53-r5:CM-7"
#   aliases:
#     - ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_telnet_23
#     - ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_ftp_20_21
#   message: "{rules} opens port {port} ({what}) to the world"
#   remediation: "use SFTP, SSH through Session Manager or a VPN, and limit the source"
#   example: |
#     resource "aws_vpc_security_group_ingress_rule" "share" {
#       security_group_id = aws_security_group.share.id
#       ip_protocol       = "tcp"
#       from_port         = 2049
#       to_port           = 2049
#       cidr_ipv4         = "10.0.0.0/16"
#     }
package driftgate.aws.vpc.legacy_world_rule

import data.driftgate.lib.world
import rego.v1

deny contains {"path": world.path(entry), "observed": world.rules(entry), "required": "known networks", "args": {"rules": world.rules(entry), "port": port, "what": what}, "unknown": entry.unknown, "pin": entry.pin} if {
	some entry in input.facts.exposures
	some port, what in world.legacies
	world.opens_by(entry, port)
}
