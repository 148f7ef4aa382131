# What a policy document grants.
package driftgate.lib.grants

import rego.v1

# What each statement allows without a bound on actions and resources.
unbounded(document) := {grant |
	some statement in document.Statement
	statement.Effect == "Allow"
	every_resource(statement)
	some grant in every_action(statement)
}

every_action(statement) := named | excepted if {
	named := {action | some action in statement.Action; action in {"*", "*:*"}}
	excepted := {"NotAction" | statement.NotAction}
}

every_resource(statement) if "*" in statement.Resource

every_resource(statement) if statement.NotResource

# Tell whether an action with wildcards may stand for a named one, by what is before its first wildcard.
includes(action, name) if action == name

includes(action, name) if {
	contains(action, "*")
	startswith(name, split(action, "*")[0])
}
