# METADATA
# title: Volumes that instances are started with are encrypted
# description: "A root volume and those beside it are blocks of the instance, the template or the launch configuration. Where nobody writes one, or a block of an instance says nothing, the image and the account decide."
# related_resources:
#   - https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption.html
# custom:
#   id: compute-devices-encrypted
#   severity: high
#   reason: "Snapshots and copies of a disk leave with all that is on it."
#   category: encryption
#   resource_types:
#     - aws_instance
#     - aws_spot_instance_request
#     - aws_launch_template
#     - aws_launch_configuration
#   needs:
#     aws_instance: [root_block_device, ebs_block_device]
#     aws_spot_instance_request: [root_block_device, ebs_block_device]
#     aws_launch_template: [block_device_mappings]
#     aws_launch_configuration: [root_block_device, ebs_block_device]
#   reads:
#     - root_block_device.encrypted
#     - ebs_block_device.encrypted
#     - ebs_block_device.no_device
#     - block_device_mappings.ebs.encrypted
#   controls:
#     - "nist-800-53-r5:SC-28"
#     - "cis-aws-3.0:2.2.1"
#   aliases:
#     - CKV_AWS_8
#     - AVD-AWS-0131
#     - AVD-AWS-0008
#   message: "{what} is not encrypted"
#   remediation: "set encrypted = true (the machine is made anew), and let the account encrypt by default"
#   example: |
#     resource "aws_instance" "main" {
#       ami           = data.aws_ami.main.id
#       instance_type = "t3.micro"
#       root_block_device {
#         encrypted = true
#       }
#     }
package driftgate.aws.ec2.devices_encrypted

import data.driftgate.lib.values
import rego.v1

names := {"root_block_device": "the root volume", "ebs_block_device": "a volume"}

devices contains {"path": [name, index, "encrypted"], "what": what, "value": object.get(block, "encrypted", null)} if {
	some name, what in names
	some index, block in object.get(input.attributes, name, [])
	not values.is_on(object.get(block, "no_device", false))
}

devices contains {"path": ["block_device_mappings", index, "ebs", place, "encrypted"], "what": "a volume", "value": object.get(disk, "encrypted", null)} if {
	some index, mapping in input.attributes.block_device_mappings
	some place, disk in mapping.ebs
}

silent(device) if {
	input.type in {"aws_instance", "aws_spot_instance_request"}
	device.value == null
}

deny contains {"path": device.path, "observed": device.value, "required": true, "args": {"what": device.what}} if {
	some device in devices
	not values.is_on(device.value)
	not silent(device)
}

deny contains {"path": device.path, "observed": null, "required": true, "args": {"what": device.what}, "unknown": "the image and the account decide whether a volume is encrypted of which nobody says it"} if {
	some device in devices
	silent(device)
}
