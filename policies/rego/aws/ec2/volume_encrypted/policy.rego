# METADATA
# title: "Volumes are encrypted"
# description: "A volume that is not encrypted gives its data to whoever gets a snapshot of it, and cannot be encrypted later. Where nobody sets it, the account's default decides if it is on (`aws_ebs_encryption_by_default`, of the same region), else the snapshot that the volume is made from, which code does not tell."
# related_resources:
#   - https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption.html
# custom:
#   id: compute-volume-encrypted
#   severity: high
#   reason: "snapshots and copies of the volume can be read by whoever gets them"
#   category: encryption
#   resource_types:
#     - aws_ebs_volume
#   needs:
#     aws_ebs_volume: [encrypted]
#     aws_ebs_encryption_by_default: [enabled]
#   related:
#     - aws_ebs_encryption_by_default
#   controls:
#     - "nist-800-53-r5:SC-28"
#     - "cis-aws-3.0:2.2.1"
#   aliases: [CKV_AWS_3, AVD-AWS-0026, ec2_ebs_volume_encryption]
#   message: "the volume is not encrypted"
#   remediation: "set encrypted = true (the volume is made anew)"
#   example: |
#     resource "aws_ebs_volume" "this" {
#       availability_zone = "eu-west-1a"
#       size              = 20
#       encrypted         = true
#     }
package driftgate.aws.ec2.volume_encrypted

import data.driftgate.lib.values
import rego.v1

# What nobody sets is an empty text.
deny contains {"path": ["encrypted"], "observed": value, "required": true, "args": {}} if {
	value := object.get(input.attributes, "encrypted", null)
	value != ""
	not values.is_on(value)
}

deny contains {"path": ["encrypted"], "observed": null, "required": true, "args": {}, "unknown": "the account's default and the snapshot decide whether it is encrypted"} if {
	input.attributes.encrypted == ""
	not by_default
}

by_default if {
	some told in input.related.aws_ebs_encryption_by_default
	values.is_on(told.attributes.enabled)
}
