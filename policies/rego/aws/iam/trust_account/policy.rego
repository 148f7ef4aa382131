# METADATA
# title: Trust in another account says in whose name it comes
# description: "A service provider's account acts for all its customers. Who makes it act on the role of another needs only the role's ARN, unless the trust asks for an external id that belongs to one customer. An own organisation, or a sign-in with MFA, does as well."
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html
# custom:
#   id: iam-trust-account
#   severity: low
#   reason: "the account may be one's own, and nobody can tell that from here"
#   category: access
#   resource_types:
#     - aws_iam_role
#   requires:
#     - assume_role_policy
#   facts:
#     - grants
#   controls:
#     - "nist-800-53-r5:AC-3"
#     - "nist-800-53-r5:AC-6"
#   message: "account {account} may assume the role without an external id"
#   remediation: "add a condition on sts:ExternalId, or on aws:PrincipalOrgID where the account is one's own"
#   example: |
#     resource "aws_iam_role" "vendor" {
#       name = "vendor"
#       assume_role_policy = jsonencode({
#         Version = "2012-10-17"
#         Statement = [{
#           Effect    = "Allow"
#           Principal = { AWS = "arn:aws:iam::444455556666:root" }
#           Action    = "sts:AssumeRole"
#           Condition = { StringEquals = { "sts:ExternalId" = "customer-17" } }
#         }]
#       })
#     }
package driftgate.aws.iam.trust_account

import data.driftgate.lib.actions
import data.driftgate.lib.grants
import data.driftgate.lib.limits
import rego.v1

operators := {
	"stringequals", "stringequalsignorecase", "stringlike", "bool",
	"foranyvalue:stringequals", "foranyvalue:stringlike",
}

limited(statement) if {
	some operator, conditions in statement.Condition
	operator in operators
	some key, values in conditions
	limits.say_whose(key, values)
}

assumes(statement) if {
	some action in statement.Action
	actions.means(action, "sts:assumerole")
}

assumes(statement) if statement.NotAction

deny contains {"path": [found.at], "observed": found.grant.whom, "required": "sts:ExternalId", "args": {"account": found.grant.whom}, "pin": found.grant.pin, "unknown": grants.unsure(input.account, found.grant.whom)} if {
	some found in grants.of(input.facts.grants, "accounts")
	statement := input.documents.assume_role_policy.Statement[found.grant.statement]
	assumes(statement)
	not limited(statement)
}
