# METADATA
# title: Buckets encrypt with a KMS key
# description: Buckets encrypt with a KMS key.
# custom:
#   id: s3-encryption
#   severity: high
#   category: encryption
#   resource_types:
#     - aws_s3_bucket
#   requires:
#     - bucket
#   related:
#     - aws_s3_bucket_server_side_encryption_configuration
#   needs:
#     aws_s3_bucket_server_side_encryption_configuration: [rule.apply_server_side_encryption_by_default.sse_algorithm]
#   controls:
#     - "nist-800-53-r5:SC-28"
#     - "cis-aws-3.0:2.1.1"
#   message: "the bucket is not encrypted with a KMS key ({algorithm})"
#   remediation: "add aws_s3_bucket_server_side_encryption_configuration with sse_algorithm aws:kms"
package driftgate.aws.s3.encryption

import rego.v1

algorithms contains rule_default.sse_algorithm if {
	some configuration in object.get(input.related, "aws_s3_bucket_server_side_encryption_configuration", [])
	some rule in configuration.attributes.rule
	some rule_default in rule.apply_server_side_encryption_by_default
}

deny contains {"path": [], "observed": null, "required": "aws:kms", "args": {"algorithm": "no configuration"}} if count(algorithms) == 0

deny contains {"path": ["rule", "sse_algorithm"], "observed": algorithm, "required": "aws:kms", "args": {"algorithm": algorithm}} if {
	some algorithm in algorithms
	not startswith(algorithm, "aws:kms")
}
