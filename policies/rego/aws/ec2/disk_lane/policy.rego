# METADATA
# title: Instances that can have a lane of their own for disks have it
# description: "Newer types of instances always reach their disks on a lane of their own. A few older ones do so only where it is asked for, and otherwise share it with the rest of the traffic."
# related_resources:
#   - https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ebs-optimized.html
# custom:
#   id: compute-disk-lane
#   severity: info
#   reason: "Disks are slower, nothing is exposed."
#   category: general
#   resource_types:
#     - aws_instance
#     - aws_launch_template
#     - aws_launch_configuration
#   requires:
#     - instance_type
#     - ebs_optimized
#   controls:
#     - "nist-800-53-r5:SC-5"
#   aliases:
#     - CKV_AWS_135
#   message: "an instance of {type} shares its lane to disks with other traffic"
#   remediation: "set ebs_optimized = true, or take a newer type of instance"
#   example: |
#     resource "aws_instance" "main" {
#       ami           = data.aws_ami.main.id
#       instance_type = "r3.xlarge"
#       ebs_optimized = true
#     }
package driftgate.aws.ec2.disk_lane

import data.driftgate.lib.values
import rego.v1

# By AWS's table of types that support it and do not have it by default.
asked := {
	"c1.xlarge",
	"c3.xlarge",
	"c3.2xlarge",
	"c3.4xlarge",
	"g2.2xlarge",
	"i2.xlarge",
	"i2.2xlarge",
	"i2.4xlarge",
	"m1.large",
	"m1.xlarge",
	"m2.2xlarge",
	"m2.4xlarge",
	"m3.xlarge",
	"m3.2xlarge",
	"r3.xlarge",
	"r3.2xlarge",
	"r3.4xlarge",
}

deny contains {"path": ["ebs_optimized"], "observed": value, "required": true, "args": {"type": input.attributes.instance_type}} if {
	input.attributes.instance_type in asked
	value := object.get(input.attributes, "ebs_optimized", null)
	not values.is_on(value)
}
