# METADATA
# title: No function lets everybody call it
# description: "A permission for everybody counts unless it is for one organisation, account or source. Permissions for the address of a function on the internet count too. Layers have permissions of their own."
# related_resources:
#   - https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html
# custom:
#   id: lambda-permission-public
#   severity: critical
#   reason: "Everybody can run the function with the permissions of its role."
#   category: access
#   resource_types:
#     - aws_lambda_permission
#     - aws_lambda_layer_version_permission
#   requires:
#     - principal
#   optional:
#     - action
#     - event_source_token
#     - organization_id
#     - principal_org_id
#     - source_account
#     - source_arn
#   controls:
#     - "nist-800-53-r5:AC-3"
#     - "nist-800-53-r5:AC-6"
#   aliases:
#     - CKV_AWS_301
#     - awslambda_function_not_publicly_accessible
#   message: "everybody may {what}"
#   remediation: "name the account or the service, or limit it by principal_org_id or source_arn"
#   example: |
#     resource "aws_lambda_permission" "bucket" {
#       action         = "lambda:InvokeFunction"
#       function_name  = aws_lambda_function.main.function_name
#       principal      = "s3.amazonaws.com"
#       source_arn     = aws_s3_bucket.main.arn
#       source_account = "111122223333"
#     }
package driftgate.aws.lambda.permission_public

import data.driftgate.lib.limits
import data.driftgate.lib.values
import rego.v1

told := {
	"aws_lambda_permission": ["principal_org_id", "source_account", "source_arn", "event_source_token"],
	"aws_lambda_layer_version_permission": ["organization_id"],
}

words := {"aws_lambda_permission": "call the function", "aws_lambda_layer_version_permission": "take the layer"}

for_all if input.attributes.principal == "*"

# What is said limits who asks: a source that may be everybody's does not.
limited if {
	some name in told[input.type]
	limits.is_ours(values.told(input, name))
}

unread if {
	some name in told[input.type]
	values.told(input, name) == values.unread
}

deny contains {"path": ["principal"], "observed": "*", "required": "a named principal", "args": {"what": words[input.type]}, "pin": values.text(action)} if {
	for_all
	not limited
	not unread
	action := object.get(input.attributes, "action", "")
}

deny contains {"path": ["principal"], "observed": "*", "required": "a named principal", "args": {"what": words[input.type]}, "pin": values.text(action), "unknown": "what limits the permission is not known"} if {
	for_all
	not limited
	action := object.get(input.attributes, "action", "")
}
