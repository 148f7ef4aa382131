# What a resource runs, and until when that is repaired: entries of the fact `support`.
package driftgate.lib.support

import rego.v1

# What is out of a kind of support, `standard` or `extended`, or not known to be in it: entries of what the type runs.
out(entries, what, kind) := [{"path": entry.path, "version": entry.version, "day": state.day, "unknown": state.unknown} |
	some entry in entries
	entry.what == what
	state := entry[kind]
	state.out
]
