# METADATA
# title: Functions are traced
# description: Functions are traced.
# custom:
#   id: lambda-tracing
#   severity: low
#   category: logging
#   resource_types:
#     - aws_lambda_function
#   requires:
#     - tracing_config
#   controls:
#     - "nist-800-53-r5:AU-12"
#   message: "the function is not traced"
#   remediation: "set tracing_config mode to Active"
package driftgate.aws.lambda.tracing

import rego.v1

kept if {
	some block in input.attributes.tracing_config
	block.mode == "Active"
}

deny contains {"path": ["tracing_config"], "observed": null, "required": true, "args": {}} if not kept
