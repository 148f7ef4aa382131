package driftgate.kms.policy_public_test

import data.driftgate.kms.policy_public
import rego.v1

test_passes if {
	count(policy_public.deny) == 0 with input as {"type": "aws_kms_key", "address": "aws_kms_key.x", "id": "x", "account": "", "region": "", "attributes": {"policy": "{}"}, "related": {}, "documents": {"policy": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": ["111122223333"]}, "Action": ["s3:getobject"], "Resource": ["*"]}, {"Effect": "Deny", "Principal": {"AWS": ["*"]}, "Action": ["s3:*"], "Resource": ["*"], "Condition": {"bool": {"aws:securetransport": ["false"]}}}]}}}
}

test_fails if {
	count(policy_public.deny) == 1 with input as {"type": "aws_kms_key", "address": "aws_kms_key.x", "id": "x", "account": "", "region": "", "attributes": {"policy": "{}"}, "related": {}, "documents": {"policy": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": ["*"]}, "Action": ["s3:getobject"], "Resource": ["*"]}]}}}
}

test_limited_passes if {
	count(policy_public.deny) == 0 with input as {"type": "aws_kms_key", "address": "aws_kms_key.x", "id": "x", "account": "", "region": "", "attributes": {"policy": "{}"}, "related": {}, "documents": {"policy": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": ["*"]}, "Action": ["s3:getobject"], "Resource": ["*"], "Condition": {"stringequals": {"aws:principalorgid": ["o-1"]}}}]}}}
}

test_negated_condition_fails if {
	count(policy_public.deny) == 1 with input as {"type": "aws_kms_key", "address": "aws_kms_key.x", "id": "x", "account": "", "region": "", "attributes": {"policy": "{}"}, "related": {}, "documents": {"policy": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": ["*"]}, "Action": ["s3:getobject"], "Resource": ["*"], "Condition": {"stringnotequals": {"aws:sourceaccount": ["1"]}}}]}}}
}
