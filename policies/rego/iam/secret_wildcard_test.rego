package driftgate.iam.secret_wildcard_test

import data.driftgate.iam.secret_wildcard
import rego.v1

test_passes if {
	count(secret_wildcard.deny) == 0 with input as {"type": "aws_iam_policy", "address": "aws_iam_policy.x", "id": "x", "account": "", "region": "", "attributes": {"policy": "{}"}, "related": {}, "documents": {"policy": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["kms:decrypt"], "Resource": ["arn:aws:kms:::key/1"]}]}}}
}

test_fails if {
	count(secret_wildcard.deny) == 1 with input as {"type": "aws_iam_policy", "address": "aws_iam_policy.x", "id": "x", "account": "", "region": "", "attributes": {"policy": "{}"}, "related": {}, "documents": {"policy": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["kms:decrypt"], "Resource": ["*"]}]}}}
}
