package driftgate.lambda.dead_letters_test

import data.driftgate.lambda.dead_letters
import rego.v1

test_passes if {
	count(dead_letters.deny) == 0 with input as {"type": "aws_lambda_function", "address": "aws_lambda_function.x", "id": "x", "account": "", "region": "", "attributes": {"dead_letter_config": [{"target_arn": "a"}]}, "related": {}, "documents": {}}
}

test_fails if {
	count(dead_letters.deny) == 1 with input as {"type": "aws_lambda_function", "address": "aws_lambda_function.x", "id": "x", "account": "", "region": "", "attributes": {"dead_letter_config": [{"target_arn": ""}]}, "related": {}, "documents": {}}
}

test_empty_fails if {
	count(dead_letters.deny) == 1 with input as {"type": "aws_lambda_function", "address": "aws_lambda_function.x", "id": "x", "account": "", "region": "", "attributes": {"dead_letter_config": []}, "related": {}, "documents": {}}
}
