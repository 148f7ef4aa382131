package driftgate.lambda.tracing_test

import data.driftgate.lambda.tracing
import rego.v1

test_passes if {
	count(tracing.deny) == 0 with input as {"type": "aws_lambda_function", "address": "aws_lambda_function.x", "id": "x", "account": "", "region": "", "attributes": {"tracing_config": [{"mode": "Active"}]}, "related": {}, "documents": {}}
}

test_fails if {
	count(tracing.deny) == 1 with input as {"type": "aws_lambda_function", "address": "aws_lambda_function.x", "id": "x", "account": "", "region": "", "attributes": {"tracing_config": [{"mode": "PassThrough"}]}, "related": {}, "documents": {}}
}

test_empty_fails if {
	count(tracing.deny) == 1 with input as {"type": "aws_lambda_function", "address": "aws_lambda_function.x", "id": "x", "account": "", "region": "", "attributes": {"tracing_config": []}, "related": {}, "documents": {}}
}
