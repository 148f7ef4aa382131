package driftgate.s3.public_access_block_test

import data.driftgate.s3.public_access_block
import rego.v1

test_passes if {
	count(public_access_block.deny) == 0 with input as {"type": "aws_s3_bucket", "address": "aws_s3_bucket.x", "id": "x", "account": "", "region": "", "attributes": {"bucket": "x", "tags_all": {}}, "related": {"aws_s3_bucket_public_access_block": [{"address": "a", "id": "x", "attributes": {"block_public_acls": true, "block_public_policy": true, "ignore_public_acls": true, "restrict_public_buckets": true}}]}, "documents": {}}
}

test_fails_without if {
	count(public_access_block.deny) == 1 with input as {"type": "aws_s3_bucket", "address": "aws_s3_bucket.x", "id": "x", "account": "", "region": "", "attributes": {"bucket": "x", "tags_all": {}}, "related": {}, "documents": {}}
}

test_fails_half if {
	count(public_access_block.deny) == 1 with input as {"type": "aws_s3_bucket", "address": "aws_s3_bucket.x", "id": "x", "account": "", "region": "", "attributes": {"bucket": "x", "tags_all": {}}, "related": {"aws_s3_bucket_public_access_block": [{"address": "a", "id": "x", "attributes": {"block_public_acls": false, "block_public_policy": true, "ignore_public_acls": true, "restrict_public_buckets": true}}]}, "documents": {}}
}
