# METADATA
# title: The internet has no way to machines and databases
# description: "A way is open where all of it is: a route from the internet's gateway to the subnet, an address that the internet knows, and a firewall that lets the world in. One part that is closed closes it. Load balancers, and ways by IPv6, are not followed."
# related_resources:
#   - https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html
#   - https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_VPC.WorkingWithRDSInstanceinaVPC.html
# custom:
#   id: network-reachable
#   severity: high
#   reason: "Who looks through the addresses of the internet finds it within a day, and tries what he has."
#   category: network
#   resource_types:
#     - aws_instance
#     - aws_spot_instance_request
#     - aws_db_instance
#     - aws_redshift_cluster
#     - aws_mq_broker
#   facts:
#     - reachable
#   params:
#     served: { type: array, items: { type: integer, minimum: 0, maximum: 65535 }, uniqueItems: true, default: [80, 443], weaker: higher, description: "the ports of machines that are there for everybody" }
#   controls:
#     - "nist-800-53-r5:SC-7"
#     - "nist-800-53-r5:AC-4"
#   aliases:
#     - ec2_instance_port_cassandra_exposed_to_internet
#     - ec2_instance_port_cifs_exposed_to_internet
#     - ec2_instance_port_elasticsearch_kibana_exposed_to_internet
#     - ec2_instance_port_ftp_exposed_to_internet
#     - ec2_instance_port_kafka_exposed_to_internet
#     - ec2_instance_port_kerberos_exposed_to_internet
#     - ec2_instance_port_ldap_exposed_to_internet
#     - ec2_instance_port_memcached_exposed_to_internet
#     - ec2_instance_port_mongodb_exposed_to_internet
#     - ec2_instance_port_mysql_exposed_to_internet
#     - ec2_instance_port_oracle_exposed_to_internet
#     - ec2_instance_port_postgresql_exposed_to_internet
#     - ec2_instance_port_rdp_exposed_to_internet
#     - ec2_instance_port_redis_exposed_to_internet
#     - ec2_instance_port_sqlserver_exposed_to_internet
#     - ec2_instance_port_ssh_exposed_to_internet
#     - ec2_instance_port_telnet_exposed_to_internet
#   message: "the internet reaches {what}: {way}"
#   remediation: "put it into a subnet without a route to the internet, give it no public address, or let only known networks in"
#   example: |
#     resource "aws_instance" "main" {
#       ami                         = data.aws_ami.main.id
#       instance_type               = "t3.micro"
#       subnet_id                   = aws_subnet.private.id
#       associate_public_ip_address = false
#       vpc_security_group_ids      = [aws_security_group.main.id]
#     }
package driftgate.aws.vpc.reachable

import rego.v1

deny contains {"path": [], "observed": entry.way, "required": "no way from the internet", "args": {"what": what(entry), "way": entry.way}, "pin": entry.pin, "unknown": entry.unknown} if {
	some entry in input.facts.reachable
	not is_served(entry)
}

what(entry) := concat(" ", [entry.protocol, entry.ports])

is_served(entry) if {
	input.type in {"aws_instance", "aws_spot_instance_request"}
	entry.protocol == "tcp"
	entry.from == entry.to
	entry.from in input.params.served
}
