package driftgate.iam.trust_public_test

import data.driftgate.iam.trust_public
import rego.v1

test_passes if {
	count(trust_public.deny) == 0 with input as {"type": "aws_iam_role", "address": "aws_iam_role.x", "id": "x", "account": "", "region": "", "attributes": {"assume_role_policy": "{}"}, "related": {}, "documents": {"assume_role_policy": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": ["111122223333"]}, "Action": ["s3:getobject"], "Resource": ["*"]}, {"Effect": "Deny", "Principal": {"AWS": ["*"]}, "Action": ["s3:*"], "Resource": ["*"], "Condition": {"bool": {"aws:securetransport": ["false"]}}}]}}}
}

test_fails if {
	count(trust_public.deny) == 1 with input as {"type": "aws_iam_role", "address": "aws_iam_role.x", "id": "x", "account": "", "region": "", "attributes": {"assume_role_policy": "{}"}, "related": {}, "documents": {"assume_role_policy": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": ["*"]}, "Action": ["s3:getobject"], "Resource": ["*"]}]}}}
}

test_limited_passes if {
	count(trust_public.deny) == 0 with input as {"type": "aws_iam_role", "address": "aws_iam_role.x", "id": "x", "account": "", "region": "", "attributes": {"assume_role_policy": "{}"}, "related": {}, "documents": {"assume_role_policy": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": ["*"]}, "Action": ["s3:getobject"], "Resource": ["*"], "Condition": {"stringequals": {"aws:principalorgid": ["o-1"]}}}]}}}
}

test_negated_condition_fails if {
	count(trust_public.deny) == 1 with input as {"type": "aws_iam_role", "address": "aws_iam_role.x", "id": "x", "account": "", "region": "", "attributes": {"assume_role_policy": "{}"}, "related": {}, "documents": {"assume_role_policy": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": ["*"]}, "Action": ["s3:getobject"], "Resource": ["*"], "Condition": {"stringnotequals": {"aws:sourceaccount": ["1"]}}}]}}}
}
