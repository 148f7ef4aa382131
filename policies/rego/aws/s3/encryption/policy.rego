# METADATA
# title: "Buckets encrypt with a KMS key"
# description: "S3 encrypts every object with a key of its own since January 2023. A key of KMS says besides who may decrypt and records each use. It is set by a resource of its own or in the bucket itself; where there is the resource, it counts."
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
# custom:
#   id: s3-encryption
#   severity: high
#   reason: "without a key of KMS whoever can read the bucket can read the data"
#   category: encryption
#   resource_types:
#     - aws_s3_bucket
#   needs:
#     aws_s3_bucket: [server_side_encryption_configuration]
#     aws_s3_bucket_server_side_encryption_configuration: [rule.apply_server_side_encryption_by_default.sse_algorithm]
#   related:
#     - aws_s3_bucket_server_side_encryption_configuration
#   controls:
#     - "nist-800-53-r5:SC-28"
#   aliases: [CKV_AWS_145, AVD-AWS-0132, s3_bucket_kms_encryption]
#   message: "the bucket is not encrypted with a KMS key ({algorithm})"
#   remediation: "add aws_s3_bucket_server_side_encryption_configuration with sse_algorithm aws:kms"
#   example: |
#     resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
#       bucket = aws_s3_bucket.this.id
#       rule {
#         apply_server_side_encryption_by_default {
#           sse_algorithm     = "aws:kms"
#           kms_master_key_id = aws_kms_key.this.arn
#         }
#       }
#     }
package driftgate.aws.s3.encryption

import data.driftgate.lib.blocks
import rego.v1

separate := object.get(input.related, "aws_s3_bucket_server_side_encryption_configuration", [])

inline := object.get(input.attributes, "server_side_encryption_configuration", null)

defaults := "apply_server_side_encryption_by_default"

deny contains {"path": ["server_side_encryption_configuration"], "observed": null, "required": "aws:kms", "args": {"algorithm": "no configuration"}} if {
	count(separate) == 0
	count(inline_rules) == 0
}

inline_rules contains {"path": ["server_side_encryption_configuration", index, "rule", number, defaults, 0, "sse_algorithm"], "algorithm": algorithm} if {
	some index, block in inline
	some number, rule in block.rule
	algorithm := blocks.member(object.get(rule, defaults, null), "sse_algorithm")
}

deny contains {"path": rule.path, "observed": rule.algorithm, "required": "aws:kms", "args": {"algorithm": named(rule.algorithm)}} if {
	count(separate) == 0
	some rule in inline_rules
	not is_kms(rule.algorithm)
}

deny contains {"path": [], "observed": algorithm, "required": "aws:kms", "args": {"algorithm": named(algorithm)}, "unknown": unread(configuration, rule, algorithm)} if {
	some configuration in separate
	some rule in object.get(configuration.attributes, "rule", [{}])
	algorithm := blocks.member(object.get(rule, defaults, null), "sse_algorithm")
	not is_kms(algorithm)
}

is_kms(algorithm) if {
	is_string(algorithm)
	startswith(algorithm, "aws:kms")
}

named(algorithm) := algorithm if algorithm != null

named(null) := "the default of S3"

# A default without its algorithm is none that the provider takes: it is not known yet.
unread(configuration, rule, algorithm) := concat("", ["the algorithm of ", configuration.address, " is not known"]) if is_open(configuration, rule, algorithm)

unread(configuration, rule, algorithm) := "" if not is_open(configuration, rule, algorithm)

is_open(_, rule, null) if count(blocks.entries(object.get(rule, defaults, null))) > 0

is_open(configuration, _, null) if not configuration.attributes.rule
