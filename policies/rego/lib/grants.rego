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

# The same with one entry a statement, however many things it gives: the first is told. All of them are the pin,
# so that who accepts the statement accepts no more than it gave. A statement that gives every action is told as that,
# and no more of it.
by_statement(facts, kind) := [{"at": at, "grant": told} |
	some at, kinds in facts
	some number in {grant.statement | some grant in kinds[kind]} - whole(kinds)
	given := [grant | some grant in kinds[kind]; grant.statement == number]
	told := {
		"what": given[0].what,
		"whom": concat("", [given[0].whom, more(count(given) - 1)]),
		"pin": concat("\n", array.concat([given[0].pin], [grant.what | some grant in given])),
	}
]

whole(kinds) := {grant.statement | some grant in kinds.everything; not startswith(grant.what, "all but ")}

more(number) := "" if number == 0

more(number) := ", and more of its kind" if number > 0
