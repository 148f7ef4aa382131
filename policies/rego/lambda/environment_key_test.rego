package driftgate.lambda.environment_key_test

import data.driftgate.lambda.environment_key
import rego.v1

test_passes if {
	count(environment_key.deny) == 0 with input as {"type": "aws_lambda_function", "address": "aws_lambda_function.x", "id": "x", "account": "", "region": "", "attributes": {"environment": [{"variables": {"A": {"$secret": "1"}}}], "kms_key_arn": "k"}, "related": {}, "documents": {}}
}

test_fails if {
	count(environment_key.deny) == 1 with input as {"type": "aws_lambda_function", "address": "aws_lambda_function.x", "id": "x", "account": "", "region": "", "attributes": {"environment": [{"variables": {"A": {"$secret": "1"}}}], "kms_key_arn": ""}, "related": {}, "documents": {}}
}

test_no_environment_passes if {
	count(environment_key.deny) == 0 with input as {"type": "aws_lambda_function", "address": "aws_lambda_function.x", "id": "x", "account": "", "region": "", "attributes": {"environment": [], "kms_key_arn": ""}, "related": {}, "documents": {}}
}
