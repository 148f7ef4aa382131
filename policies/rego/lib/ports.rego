# What a rule of a security group opens. What cannot be read counts as open.
package driftgate.lib.ports

import rego.v1

# CIDR blocks of an inline rule; a list that is null has none.
blocks(rule) := {cidr |
	some name in ["cidr_blocks", "ipv6_cidr_blocks"]
	some cidr in rule[name]
}

world(cidr) if endswith(cidr, "/0")

every_protocol(protocol) if not is_string(protocol)

every_protocol(protocol) if lower(protocol) in {"-1", "all"}

opens(protocol, _, _, _) if every_protocol(protocol)

opens(protocol, from, to, port) if {
	lower(protocol) in {"tcp", "6"}
	not outside(from, to, port)
}

outside(from, to, port) if {
	is_number(from)
	is_number(to)
	port < from
}

outside(from, to, port) if {
	is_number(from)
	is_number(to)
	port > to
}

wide(protocol, _, _) if every_protocol(protocol)

wide(protocol, from, to) if {
	not lower(protocol) in {"icmp", "1", "icmpv6", "58"}
	not narrow(from, to)
}

narrow(from, to) if {
	is_number(from)
	is_number(to)
	to - from <= 100
}
