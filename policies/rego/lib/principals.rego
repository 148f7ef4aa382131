# Whom a policy document lets in, by the rules for public policies:
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status
package driftgate.lib.principals

import rego.v1

# The actions that each statement grants to everyone, as one text a statement.
open_to_everyone(document) := {actions |
	some statement in document.Statement
	statement.Effect == "Allow"
	everyone(statement)
	not limited(statement)
	actions := concat(", ", object.get(statement, "Action", ["everything but what is listed"]))
}

everyone(statement) if {
	some names in statement.Principal
	"*" in names
}

everyone(statement) if statement.NotPrincipal

# Operators that a request without the key does not satisfy; negated, IfExists and ForAllValues ones are none.
operators := {
	"arnequals", "arnlike", "ipaddress", "stringequals", "stringequalsignorecase", "stringlike",
	"foranyvalue:arnequals", "foranyvalue:arnlike", "foranyvalue:stringequals",
	"foranyvalue:stringequalsignorecase", "foranyvalue:stringlike",
}

named := {
	"aws:principalaccount", "aws:principalorgid", "aws:sourceaccount", "aws:sourceorgid", "aws:sourceowner",
	"aws:sourcevpc", "aws:sourcevpce", "kms:calleraccount",
}

arns := {"aws:principalarn", "aws:sourcearn"}

limited(statement) if {
	some operator, keys in statement.Condition
	operator in operators
	some key, values in keys
	count(values) > 0
	every value in values {
		limits(key, value)
	}
}

limits(key, value) if {
	key in (named | arns)
	not wildcard(value)
}

limits(key, value) if {
	key in arns
	account := split(value, ":")[4]
	account != ""
	not wildcard(account)
}

limits("aws:sourceip", value) if not contains(value, "/")

limits("aws:sourceip", value) if to_number(split(value, "/")[1]) >= 8

wildcard(value) if contains(value, "*")

wildcard(value) if contains(value, "?")
