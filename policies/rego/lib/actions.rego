# What patterns of actions mean.
package driftgate.lib.actions

import rego.v1

# Tell whether a pattern means an action: all that stands between its wildcards is there, whatever they stand for.
means(pattern, action) if {
	parts := split(concat("*", split(pattern, "?")), "*")
	startswith(action, parts[0])
	endswith(action, parts[count(parts) - 1])
	count([part | some part in parts; contains(action, part)]) == count(parts)
}
