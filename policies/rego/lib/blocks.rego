# Blocks of a resource: lists of objects, of which most types allow one entry.
package driftgate.lib.blocks

import rego.v1

# The entries of a block; none where it is not set.
entries(value) := [entry | some entry in value; entry != null]

# What a member of the first entry is; null where nobody sets it.
member(value, name) := object.get(entries(value)[0], name, null)

member(value, _) := null if count(entries(value)) == 0

# Where that member stands: in the first entry, or the block itself where there is none.
path(block, value, name) := [block, 0, name] if count(entries(value)) > 0

path(block, value, _) := [block] if count(entries(value)) == 0
