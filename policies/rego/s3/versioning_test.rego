package driftgate.s3.versioning_test

import data.driftgate.s3.versioning
import rego.v1

test_passes if {
	count(versioning.deny) == 0 with input as {"type": "aws_s3_bucket", "address": "aws_s3_bucket.x", "id": "x", "account": "", "region": "", "attributes": {"bucket": "x", "tags_all": {}}, "related": {"aws_s3_bucket_versioning": [{"address": "a", "id": "x", "attributes": {"versioning_configuration": [{"status": "Enabled"}]}}]}, "documents": {}}
}

test_fails_without if {
	count(versioning.deny) == 1 with input as {"type": "aws_s3_bucket", "address": "aws_s3_bucket.x", "id": "x", "account": "", "region": "", "attributes": {"bucket": "x", "tags_all": {}}, "related": {}, "documents": {}}
}

test_fails_suspended if {
	count(versioning.deny) == 1 with input as {"type": "aws_s3_bucket", "address": "aws_s3_bucket.x", "id": "x", "account": "", "region": "", "attributes": {"bucket": "x", "tags_all": {}}, "related": {"aws_s3_bucket_versioning": [{"address": "a", "id": "x", "attributes": {"versioning_configuration": [{"status": "Suspended"}]}}]}, "documents": {}}
}
