package driftgate.iam.admin_policy_test

import data.driftgate.iam.admin_policy
import rego.v1

test_passes if {
	count(admin_policy.deny) == 0 with input as {"type": "aws_iam_policy", "address": "aws_iam_policy.x", "id": "x", "account": "", "region": "", "attributes": {"policy": "{}"}, "related": {}, "documents": {"policy": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["s3:getobject"], "Resource": ["*"]}]}}}
}

test_fails if {
	count(admin_policy.deny) == 1 with input as {"type": "aws_iam_policy", "address": "aws_iam_policy.x", "id": "x", "account": "", "region": "", "attributes": {"policy": "{}"}, "related": {}, "documents": {"policy": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["*"], "Resource": ["*"]}]}}}
}

test_not_action_fails if {
	count(admin_policy.deny) == 1 with input as {"type": "aws_iam_policy", "address": "aws_iam_policy.x", "id": "x", "account": "", "region": "", "attributes": {"policy": "{}"}, "related": {}, "documents": {"policy": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "NotAction": ["iam:*"], "Resource": ["*"]}]}}}
}
