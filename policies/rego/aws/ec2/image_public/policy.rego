# METADATA
# title: Images are not given to everybody
# description: "Whoever starts a public image reads all that is on its disks, with the keys and the code that were forgotten there. The permission may be a resource of its own."
# related_resources:
#   - https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/sharingamis-intro.html
# custom:
#   id: compute-image-public
#   severity: critical
#   reason: "Everybody can start the image and read it."
#   category: access
#   resource_types:
#     - aws_ami
#     - aws_ami_copy
#     - aws_ami_from_instance
#     - aws_ami_launch_permission
#   needs:
#     aws_ami: [public]
#     aws_ami_copy: [public]
#     aws_ami_from_instance: [public]
#     aws_ami_launch_permission: [group]
#   controls:
#     - "nist-800-53-r5:AC-3"
#     - "nist-800-53-r5:SC-28"
#   aliases:
#     - CKV_AWS_205
#     - ec2_ami_public
#   message: "everybody may start the image"
#   remediation: "take the permission of the group all away, and name accounts or an organisation"
#   example: |
#     resource "aws_ami_launch_permission" "partner" {
#       image_id   = aws_ami.main.id
#       account_id = "111122223333"
#     }
package driftgate.aws.ec2.image_public

import data.driftgate.lib.values
import rego.v1

deny contains {"path": ["public"], "observed": true, "required": false, "args": {}} if {
	values.is_on(input.attributes.public)
}

deny contains {"path": ["group"], "observed": "all", "required": "named accounts", "args": {}} if {
	input.attributes.group == "all"
}
