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

import rego.v1

sensitive := {"secretsmanager:getsecretvalue", "secretsmanager:*", "kms:decrypt", "kms:*", "ssm:getparameter", "ssm:*", "iam:passrole", "iam:*", "sts:assumerole", "sts:*"}

deny contains {"path": ["policy"], "observed": action, "required": "named resources", "args": {"action": action}} if {
	some statement in input.documents.policy.Statement
	statement.Effect == "Allow"
	some action in statement.Action
	action in sensitive
	"*" in statement.Resource
}
