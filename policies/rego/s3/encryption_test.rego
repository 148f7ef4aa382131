package driftgate.s3.encryption_test

import data.driftgate.s3.encryption
import rego.v1

test_passes if {
	count(encryption.deny) == 0 with input as {"type": "aws_s3_bucket", "address": "aws_s3_bucket.x", "id": "x", "account": "", "region": "", "attributes": {"bucket": "x", "tags_all": {}}, "related": {"aws_s3_bucket_server_side_encryption_configuration": [{"address": "a", "id": "x", "attributes": {"rule": [{"apply_server_side_encryption_by_default": [{"sse_algorithm": "aws:kms"}]}]}}]}, "documents": {}}
}

test_fails_without if {
	count(encryption.deny) == 1 with input as {"type": "aws_s3_bucket", "address": "aws_s3_bucket.x", "id": "x", "account": "", "region": "", "attributes": {"bucket": "x", "tags_all": {}}, "related": {}, "documents": {}}
}

test_fails_aes if {
	count(encryption.deny) == 1 with input as {"type": "aws_s3_bucket", "address": "aws_s3_bucket.x", "id": "x", "account": "", "region": "", "attributes": {"bucket": "x", "tags_all": {}}, "related": {"aws_s3_bucket_server_side_encryption_configuration": [{"address": "a", "id": "x", "attributes": {"rule": [{"apply_server_side_encryption_by_default": [{"sse_algorithm": "AES256"}]}]}}]}, "documents": {}}
}
