package driftgate.s3.logging_test

import data.driftgate.s3.logging
import rego.v1

test_passes if {
	count(logging.deny) == 0 with input as {"type": "aws_s3_bucket", "address": "aws_s3_bucket.x", "id": "x", "account": "", "region": "", "attributes": {"bucket": "x", "tags_all": {}}, "related": {"aws_s3_bucket_logging": [{"address": "a", "id": "x", "attributes": {"target_bucket": "l"}}]}, "documents": {}}
}

test_fails if {
	count(logging.deny) == 1 with input as {"type": "aws_s3_bucket", "address": "aws_s3_bucket.x", "id": "x", "account": "", "region": "", "attributes": {"bucket": "x", "tags_all": {}}, "related": {}, "documents": {}}
}

test_log_bucket_passes if {
	count(logging.deny) == 0 with input as {"type": "aws_s3_bucket", "address": "aws_s3_bucket.x", "id": "x", "account": "", "region": "", "attributes": {"bucket": "a-logs"}, "related": {}, "documents": {}}
}
