package driftgate.tags.required_test

import data.driftgate.tags.required
import rego.v1

test_passes if {
	count(required.deny) == 0 with input as {"type": "aws_s3_bucket", "address": "aws_s3_bucket.x", "id": "x", "account": "", "region": "", "attributes": {"tags_all": {"environment": "p", "Owner": "o"}}, "related": {}, "documents": {}}
}

test_fails if {
	count(required.deny) == 1 with input as {"type": "aws_s3_bucket", "address": "aws_s3_bucket.x", "id": "x", "account": "", "region": "", "attributes": {"tags_all": {"Owner": "o"}}, "related": {}, "documents": {}}
}

test_null_fails if {
	count(required.deny) == 2 with input as {"type": "aws_s3_bucket", "address": "aws_s3_bucket.x", "id": "x", "account": "", "region": "", "attributes": {"tags_all": null}, "related": {}, "documents": {}}
}
