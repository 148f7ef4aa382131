# What the policy documents of a resource grant: entries of the fact `grants`.
package driftgate.lib.grants

import rego.v1

# The grants of a kind in all documents, each with the attribute that holds it.
of(facts, kind) := [{"at": at, "grant": grant} |
	some at, kinds in facts
	some grant in kinds[kind]
]
