# METADATA
# title: Logs are encrypted with a key of one's own
# description: "CloudWatch Logs encrypts with a key of AWS where none is named, and whoever may read logs reads them. With a key of one's own that takes the key as well, and each use of it is recorded."
# custom:
#   id: data-log-key
#   severity: low
#   reason: "it is encrypted either way, only a second door is missing"
#   category: encryption
#   resource_types:
#     - aws_cloudwatch_log_group
#   requires:
#     - kms_key_id
#   controls:
#     - "nist-800-53-r5:SC-28"
#   aliases: [CKV_AWS_158, AVD-AWS-0017, cloudwatch_log_group_kms_encryption_enabled]
#   message: "the logs are encrypted with the default key"
#   remediation: "set kms_key_id"
#   example: |
#     resource "aws_cloudwatch_log_group" "app" {
#       name       = "/app"
#       kms_key_id = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
#     }
package driftgate.aws.logs.log_key

import rego.v1

deny contains {"path": ["kms_key_id"], "observed": null, "required": "a key", "args": {}} if {
	object.get(input.attributes, "kms_key_id", null) in {"", null}
}
