# What the policy documents of a resource grant: entries of the fact `grants`.
package driftgate.lib.grants

import rego.v1

# The grants of a kind in all documents, each with the attribute that holds it.
of(facts, kind) := [{"at": at, "grant": grant} |
	some at, kinds in facts
	some grant in kinds[kind]
]

# Why nobody knows whether an account is another one than that of a resource: code does not say where it is applied.
unsure(own, account) := concat(" ", ["whether account", account, "is another one is not known from code"]) if own == ""

unsure(own, _) := "" if own != ""
