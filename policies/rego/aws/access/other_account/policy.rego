# METADATA
# title: Other accounts are let in knowingly
# description: "A policy that names another account trusts whoever administers that one. A condition on one's own organisation says that it is one's own. The policy of a REST API may stand in its description in OpenAPI as well, which is not read."
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies-cross-account-resource-access.html
# custom:
#   id: access-other-account
#   severity: low
#   reason: "it is named and often meant, but outlives the reason"
#   category: access
#   resource_types:
#     - aws_kms_key
#     - aws_kms_key_policy
#     - aws_kms_external_key
#     - aws_kms_replica_key
#     - aws_secretsmanager_secret
#     - aws_secretsmanager_secret_policy
#     - aws_sns_topic
#     - aws_sns_topic_policy
#     - aws_sqs_queue
#     - aws_sqs_queue_policy
#     - aws_cloudwatch_event_bus_policy
#     - aws_schemas_registry_policy
#     - aws_api_gateway_rest_api
#     - aws_api_gateway_rest_api_policy
#   requires:
#     - policy
#   optional:
#     - body
#   facts:
#     - grants
#   controls:
#     - "nist-800-53-r5:AC-3"
#     - "nist-800-53-r5:AC-6"
#     - "nist-800-53-r5:AC-20"
#   aliases: [CKV_AWS_385, eventbridge_bus_cross_account_access, eventbridge_schema_registry_cross_account_access]
#   message: "account {account} may {what}"
#   remediation: "take the account out, or add a condition on aws:PrincipalOrgID; where it is meant, accept the finding with who answers for it"
#   example: |
#     resource "aws_sns_topic_policy" "orders" {
#       arn = aws_sns_topic.orders.arn
#       policy = jsonencode({
#         Version = "2012-10-17"
#         Statement = [{
#           Effect    = "Allow"
#           Principal = { AWS = "444455556666" }
#           Action    = ["sns:Subscribe"]
#           Resource  = "*"
#           Condition = { StringEquals = { "aws:PrincipalOrgID" = "o-a1b2c3d4e5" } }
#         }]
#       })
#     }
package driftgate.aws.access.other_account

import data.driftgate.lib.grants
import data.driftgate.lib.limits
import data.driftgate.lib.values
import rego.v1

of_organisation(statement) if {
	some operator, conditions in statement.Condition
	operator in {"stringequals", "foranyvalue:stringlike", "foranyvalue:stringequals"}
	some key, values in conditions
	key in {"aws:principalorgid", "aws:principalorgpaths"}
	limits.say_whose(key, values)
}

deny contains {"path": [found.at], "observed": found.grant.whom, "required": "the own account", "args": {"account": found.grant.whom, "what": found.grant.what}, "pin": found.grant.pin, "unknown": grants.unsure(input.account, found.grant.whom)} if {
	some found in grants.of(input.facts.grants, "accounts")
	not of_organisation(input.documents.policy.Statement[found.grant.statement])
}

# AWS tells the policy in a description as that of the API: where it was read, it says all.
deny contains {"path": ["body"], "observed": null, "required": "the own account", "args": {"account": "another one", "what": "call it"}, "unknown": "whether the description of the API has a policy is not known"} if {
	input.type == "aws_api_gateway_rest_api"
	input.attributes.policy == ""
	described
}

described if values.told(input, "body") == values.unread

described if {
	body := values.told(input, "body")
	is_string(body)
	contains(body, "x-amazon-apigateway-policy")
}
