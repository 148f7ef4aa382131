# METADATA
# title: No port of a database is open to the world (separate rules)
# description: "Whoever reaches the port of a database or a cache can try passwords and its flaws, and caches often ask for none. Both forms of separate rules count."
# custom:
#   id: network-database-world-rule
#   severity: critical
#   reason: "A store of data that answers everybody is read, deleted or held to ransom within hours."
#   category: network
#   resource_types:
#     - aws_vpc_security_group_ingress_rule
#     - aws_security_group_rule
#   facts:
#     - exposures
#   controls:
#     - "nist-800-53-r5:SC-7"
#     - "nist-800-53-r5:AC-4"
#   aliases:
#     - ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_mysql_3306
#     - ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_postgres_5432
#     - ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_redis_6379
#     - ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_mongodb_27017_27018
#   message: "{rules} opens port {port} ({what}) to the world"
#   remediation: "let in the security group of those who use the database, and nobody else"
#   example: |
#     resource "aws_vpc_security_group_ingress_rule" "database" {
#       security_group_id            = aws_security_group.database.id
#       ip_protocol                  = "tcp"
#       from_port                    = 5432
#       to_port                      = 5432
#       referenced_security_group_id = aws_security_group.application.id
#     }
package driftgate.aws.vpc.database_world_rule

import data.driftgate.lib.world
import rego.v1

deny contains {"path": world.path(entry), "observed": world.rules(entry), "required": "known networks", "args": {"rules": world.rules(entry), "port": port, "what": what}, "unknown": entry.unknown, "pin": entry.pin} if {
	some entry in input.facts.exposures
	some port, what in world.databases
	world.opens_by(entry, port)
}
