# What values say: switches in every spelling, and whether anything is said at all.
package driftgate.lib.values

import rego.v1

# Tell whether a switch is on; launch templates write switches as texts.
is_on(value) if value in {true, "true"}

# Tell whether nothing is said.
is_empty(value) if value in {null, "", []}

# Tell whether something is said.
is_set(value) if not is_empty(value)

# What an attribute says that decides only in some cases, so that nobody has to know it in the others: `unread` where it is
# not known, or was not read. Whoever asks says what follows from that.
told(resource, name) := object.get(resource.attributes, name, unread)

unread := {"unread": true}

# Tell whether such an attribute is known, and says anything.
says(resource, name) if {
	value := told(resource, name)
	value != unread
	is_set(value)
}

# What a text says, and nothing of what is hidden.
text(value) := concat("", [part | some part in [value]; is_string(part)])
