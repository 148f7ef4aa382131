package driftgate.lambda.runtime_test

import data.driftgate.lambda.runtime
import rego.v1

test_passes if {
	count(runtime.deny) == 0 with input as {"type": "aws_lambda_function", "address": "aws_lambda_function.x", "id": "x", "account": "", "region": "", "attributes": {"runtime": "python3.12"}, "related": {}, "documents": {}}
}

test_fails if {
	count(runtime.deny) == 1 with input as {"type": "aws_lambda_function", "address": "aws_lambda_function.x", "id": "x", "account": "", "region": "", "attributes": {"runtime": "python3.7"}, "related": {}, "documents": {}}
}

test_image_passes if {
	count(runtime.deny) == 0 with input as {"type": "aws_lambda_function", "address": "aws_lambda_function.x", "id": "x", "account": "", "region": "", "attributes": {"runtime": ""}, "related": {}, "documents": {}}
}
