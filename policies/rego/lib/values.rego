# What values say: switches in every spelling, and whether anything is said at all.
package driftgate.lib.values

import rego.v1

# Tell whether a switch is on; launch templates write switches as texts.
is_on(value) if value in {true, "true"}

# Tell whether nothing is said.
is_empty(value) if value in {null, "", []}

# Tell whether something is said.
is_set(value) if not is_empty(value)
