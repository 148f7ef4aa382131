# What firewalls open to the world: entries of the fact `exposures`.
package driftgate.lib.world

import rego.v1

# Tell whether an entry opens a port of TCP.
opens(entry, port) if {
	entry.protocol == "tcp"
	entry.from <= port
	entry.to >= port
}

# Tell whether an entry opens more than a hundred ports.
is_wide(entry) if {
	entry.protocol in {"tcp", "udp"}
	entry.to - entry.from > 100
}

# The rules that an entry is about, as a text.
rules(entry) := concat(", ", entry.by)

# Where the first of them stands.
path(entry) := ["ingress"] if startswith(entry.by[0], "ingress")

path(entry) := [] if not startswith(entry.by[0], "ingress")
