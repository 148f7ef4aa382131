# METADATA
# title: Environments of functions are encrypted with a key of ours
# description: Environments of functions are encrypted with a key of ours.
# custom:
#   id: lambda-environment-key
#   severity: medium
#   category: encryption
#   resource_types:
#     - aws_lambda_function
#   requires:
#     - environment
#     - kms_key_arn
#   controls:
#     - "nist-800-53-r5:SC-28"
#   message: "the environment is encrypted with the default key"
#   remediation: "set kms_key_arn"
package driftgate.aws.lambda.environment_key

import rego.v1

has_environment if {
	some block in input.attributes.environment
	count(object.get(block, "variables", {})) > 0
}

deny contains {"path": ["kms_key_arn"], "observed": key, "required": "a KMS key", "args": {}} if {
	has_environment
	key := object.get(input.attributes, "kms_key_arn", null)
	key in {"", null}
}
