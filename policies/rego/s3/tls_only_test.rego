package driftgate.s3.tls_only_test

import data.driftgate.s3.tls_only
import rego.v1

test_passes if {
	count(tls_only.deny) == 0 with input as {"type": "aws_s3_bucket_policy", "address": "aws_s3_bucket_policy.x", "id": "x", "account": "", "region": "", "attributes": {"bucket": "logs", "policy": "{}"}, "related": {}, "documents": {"policy": {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": {"AWS": ["*"]}, "Action": ["s3:*"], "Resource": ["*"], "Condition": {"bool": {"aws:securetransport": ["false"]}}}]}}}
}

test_fails if {
	count(tls_only.deny) == 2 with input as {"type": "aws_s3_bucket_policy", "address": "aws_s3_bucket_policy.x", "id": "x", "account": "", "region": "", "attributes": {"bucket": "logs", "policy": "{}"}, "related": {}, "documents": {"policy": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": ["1"]}, "Action": ["s3:getobject"], "Resource": ["*"]}]}}}
}

test_fails_on_allow if {
	count(tls_only.deny) == 2 with input as {"type": "aws_s3_bucket_policy", "address": "aws_s3_bucket_policy.x", "id": "x", "account": "", "region": "", "attributes": {"bucket": "logs", "policy": "{}"}, "related": {}, "documents": {"policy": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": ["*"]}, "Action": ["s3:*"], "Resource": ["*"], "Condition": {"bool": {"aws:securetransport": ["false"]}}}]}}}
}

test_objects_alone_fail if {
	count(tls_only.deny) == 1 with input as {"type": "aws_s3_bucket_policy", "address": "aws_s3_bucket_policy.x", "id": "x", "account": "", "region": "", "attributes": {"bucket": "logs", "policy": "{}"}, "related": {}, "documents": {"policy": {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": {"AWS": ["*"]}, "Action": ["s3:*"], "Resource": ["arn:aws:s3:::logs/*"], "Condition": {"bool": {"aws:securetransport": ["false"]}}}]}}}
}
