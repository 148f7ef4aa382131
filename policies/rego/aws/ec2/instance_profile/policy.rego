# METADATA
# title: Instances have a role
# description: "Without a role people put keys of users onto the machine, which nobody rotates; and Session Manager cannot reach it, so they open SSH."
# custom:
#   id: compute-instance-profile
#   severity: low
#   reason: "It invites long-lived keys, and exposes nothing by itself."
#   category: access
#   resource_types:
#     - aws_instance
#     - aws_spot_instance_request
#     - aws_launch_configuration
#   requires:
#     - iam_instance_profile
#   optional:
#     - launch_template.?
#   controls:
#     - "nist-800-53-r5:IA-5"
#     - "nist-800-53-r5:AC-6"
#     - "cis-aws-3.0:1.18"
#   aliases:
#     - CKV2_AWS_41
#     - ec2_instance_profile_attached
#   message: "the instance has no role"
#   remediation: "set iam_instance_profile"
#   example: |
#     resource "aws_instance" "main" {
#       ami                  = data.aws_ami.main.id
#       instance_type        = "t3.micro"
#       iam_instance_profile = aws_iam_instance_profile.main.name
#     }
package driftgate.aws.ec2.instance_profile

import data.driftgate.lib.values
import rego.v1

deny contains {"path": ["iam_instance_profile"], "observed": null, "required": "an instance profile", "args": {}} if {
	values.is_empty(input.attributes.iam_instance_profile)
	not templated
}

deny contains {"path": ["iam_instance_profile"], "observed": null, "required": "an instance profile", "args": {}, "unknown": "the launch template of the instance says which role it has"} if {
	values.is_empty(input.attributes.iam_instance_profile)
}

templated if {
	input.type in {"aws_instance", "aws_spot_instance_request"}
	values.told(input, "launch_template") != []
}
