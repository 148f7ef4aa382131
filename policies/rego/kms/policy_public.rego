# METADATA
# title: Key policies are not public
# description: Key policies are not public.
# custom:
#   id: kms-policy-public
#   severity: critical
#   category: access
#   resource_types:
#     - aws_kms_key
#   requires:
#     - policy
#   controls:
#     - "nist-800-53-r5:AC-3"
#     - "nist-800-53-r5:AC-6"
#   message: "the policy lets anyone {actions}"
#   remediation: "name the principals, or restrict them with a condition"
package driftgate.kms.policy_public

import rego.v1

# Conditions on the caller: with one of them a statement for everyone is not for everyone.
limits := {"aws:sourceaccount", "aws:sourceowner", "aws:sourcearn", "aws:principalorgid", "aws:sourcevpce", "aws:sourcevpc", "aws:principalarn", "aws:principalaccount", "kms:calleraccount", "aws:sourceip", "kms:viaservice"}

limited(statement) if {
	some operator, keys in statement.Condition
	not startswith(operator, "stringnot")
	not startswith(operator, "arnnot")
	not startswith(operator, "null")
	not endswith(operator, "ifexists")
	some key, _ in keys
	key in limits
}

everyone(statement) if "*" in statement.Principal.AWS

everyone(statement) if "*" in statement.Principal["*"]

everyone(statement) if statement.NotPrincipal

deny contains {"path": ["policy"], "observed": "*", "required": "named principals", "args": {"actions": actions}} if {
	some statement in input.documents.policy.Statement
	statement.Effect == "Allow"
	everyone(statement)
	not limited(statement)
	actions := concat(", ", object.get(statement, "Action", ["everything but what is listed"]))
}
