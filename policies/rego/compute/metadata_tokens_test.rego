package driftgate.compute.metadata_tokens_test

import data.driftgate.compute.metadata_tokens
import rego.v1

test_passes if {
	count(metadata_tokens.deny) == 0 with input as {"type": "aws_instance", "address": "aws_instance.x", "id": "x", "account": "", "region": "", "attributes": {"metadata_options": [{"http_tokens": "required"}]}, "related": {}, "documents": {}}
}

test_fails if {
	count(metadata_tokens.deny) == 1 with input as {"type": "aws_instance", "address": "aws_instance.x", "id": "x", "account": "", "region": "", "attributes": {"metadata_options": [{"http_tokens": "optional"}]}, "related": {}, "documents": {}}
}

test_empty_fails if {
	count(metadata_tokens.deny) == 1 with input as {"type": "aws_instance", "address": "aws_instance.x", "id": "x", "account": "", "region": "", "attributes": {"metadata_options": []}, "related": {}, "documents": {}}
}
