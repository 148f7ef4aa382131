# METADATA
# title: "Images are encrypted"
# description: "A copy of an image is encrypted only where somebody says so, and every machine that is started from it has its disks as the image has them. Disks of an image that come from a snapshot are as that is, which code does not tell."
# related_resources:
#   - https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/AMIEncryption.html
# custom:
#   id: ec2-image-encrypted
#   severity: medium
#   reason: "disks of machines that are made from it are not encrypted, either"
#   category: encryption
#   resource_types:
#     - aws_ami_copy
#     - aws_ami
#   needs:
#     aws_ami_copy: [encrypted]
#     aws_ami: [ebs_block_device]
#   optional:
#     - arn
#   controls:
#     - "nist-800-53-r5:SC-28"
#   aliases: [CKV_AWS_204, CKV_AWS_235]
#   message: "the image is not encrypted"
#   remediation: "set encrypted = true (the image is made anew)"
#   example: |
#     resource "aws_ami_copy" "this" {
#       name              = "web"
#       source_ami_id     = "ami-0123456789abcdef0"
#       source_ami_region = "eu-central-1"
#       encrypted         = true
#     }
package driftgate.aws.ec2.image_encrypted

import rego.v1

deny contains {"path": ["encrypted"], "observed": value, "required": true, "args": {}} if {
	input.type == "aws_ami_copy"
	value := object.get(input.attributes, "encrypted", null)
	value != true
}

deny contains {"path": ["ebs_block_device", index, "encrypted"], "observed": value, "required": true, "args": {}, "unknown": unread(device)} if {
	input.type == "aws_ami"
	some index, device in object.get(input.attributes, "ebs_block_device", null)
	value := object.get(device, "encrypted", null)
	value != true
}

# What has an ARN was read; before, the snapshot of a disk decides.
of_snapshot(device) if {
	not object.get(device, "snapshot_id", null) in [null, ""]
	object.get(input.attributes, "arn", "") == ""
}

unread(device) := "the disk is encrypted as its snapshot is" if of_snapshot(device)

unread(device) := "" if not of_snapshot(device)
