# METADATA
# title: "Images are not public"
# description: "An image that is given to the group \"all\" can be started by every account of AWS, with all that is on its disks: code, keys, data. It is a permission of its own, or what was read of the image."
# related_resources:
#   - https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/sharingamis-intro.html
# custom:
#   id: ec2-image-public
#   severity: critical
#   reason: "every account of AWS can read the disks"
#   category: access
#   resource_types:
#     - aws_ami_launch_permission
#     - aws_ami
#     - aws_ami_copy
#     - aws_ami_from_instance
#   needs:
#     aws_ami_launch_permission: [group]
#     aws_ami: [public]
#     aws_ami_copy: [public]
#     aws_ami_from_instance: [public]
#   controls:
#     - "nist-800-53-r5:AC-3"
#     - "nist-800-53-r5:SC-7"
#   aliases: [ec2_ami_public]
#   message: "every account of AWS can start the image"
#   remediation: "name the accounts, or an organisation"
#   example: |
#     resource "aws_ami_launch_permission" "this" {
#       image_id         = aws_ami.this.id
#       organization_arn = "arn:aws:organizations::111122223333:organization/o-1"
#     }
package driftgate.aws.ec2.image_public

import rego.v1

deny contains {"path": ["group"], "observed": "all", "required": "named accounts", "args": {}} if {
	lower(object.get(input.attributes, "group", null)) == "all"
}

deny contains {"path": ["public"], "observed": true, "required": false, "args": {}} if {
	object.get(input.attributes, "public", null) in [true, "true"]
}
