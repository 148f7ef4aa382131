# METADATA
# title: Services call functions for us alone
# description: "A service of AWS works for everybody. A permission for it without a source or an account lets it call the function when somebody else asks it to."
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
# custom:
#   id: lambda-permission-source
#   severity: high
#   reason: "Whoever can use the service can have it call the function."
#   category: access
#   resource_types:
#     - aws_lambda_permission
#   requires:
#     - principal
#   optional:
#     - event_source_token
#     - principal_org_id
#     - source_account
#     - source_arn
#   controls:
#     - "nist-800-53-r5:AC-3"
#     - "nist-800-53-r5:AC-4"
#   aliases:
#     - CKV_AWS_364
#     - AVD-AWS-0067
#   message: "{service} may call the function for anybody"
#   remediation: "set source_arn, and source_account where the ARN names no account"
#   example: |
#     resource "aws_lambda_permission" "topic" {
#       action        = "lambda:InvokeFunction"
#       function_name = aws_lambda_function.main.function_name
#       principal     = "sns.amazonaws.com"
#       source_arn    = aws_sns_topic.main.arn
#     }
package driftgate.aws.lambda.permission_source

import data.driftgate.lib.limits
import data.driftgate.lib.values
import rego.v1

told := ["principal_org_id", "source_account", "source_arn", "event_source_token"]

is_service if endswith(input.attributes.principal, ".amazonaws.com")

is_service if endswith(input.attributes.principal, ".amazon.com")

limited if {
	some name in told
	limits.is_ours(values.told(input, name))
}

unread if {
	some name in told
	values.told(input, name) == values.unread
}

deny contains {"path": ["principal"], "observed": input.attributes.principal, "required": "a source", "args": {"service": input.attributes.principal}} if {
	is_service
	not limited
	not unread
}

deny contains {"path": ["principal"], "observed": input.attributes.principal, "required": "a source", "args": {"service": input.attributes.principal}, "unknown": "what limits the permission is not known"} if {
	is_service
	not limited
}
