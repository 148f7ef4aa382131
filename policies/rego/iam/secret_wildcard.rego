# METADATA
# title: Role policies do not read every secret
# description: Role policies do not read every secret.
# custom:
#   id: iam-secret-wildcard
#   severity: high
#   category: access
#   resource_types:
#     - aws_iam_role_policy
#     - aws_iam_policy
#   requires:
#     - policy
#   controls:
#     - "nist-800-53-r5:AC-6"
#   message: "the policy allows {action} on every resource"
#   remediation: "name the secrets, keys or parameters"
package driftgate.iam.secret_wildcard

import data.driftgate.lib.grants
import rego.v1

sensitive := {
	"iam:passrole", "kms:decrypt", "secretsmanager:getsecretvalue", "ssm:getparameter", "ssm:getparameters",
	"ssm:getparametersbypath", "sts:assumerole",
}

# What allows every action is the finding of iam-admin-policy.
deny contains {"path": ["policy"], "observed": action, "required": "named resources", "args": {"action": action}} if {
	some statement in input.documents.policy.Statement
	statement.Effect == "Allow"
	grants.every_resource(statement)
	some action in statement.Action
	not action in {"*", "*:*"}
	some name in sensitive
	grants.includes(action, name)
}
