# METADATA
# title: "Volumes are encrypted"
# description: "A volume that is not encrypted gives its data to whoever gets a snapshot of it, and cannot be encrypted later. Where nobody sets it, the account's default and the snapshot that it is made from decide, which code does not tell."
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

import rego.v1

deny contains {"path": ["encrypted"], "observed": value, "required": true, "args": {}} if {
	value := object.get(input.attributes, "encrypted", null)
	value != true
}
