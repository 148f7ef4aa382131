# METADATA
# title: Subnets do not give public addresses by themselves
# description: "Where a subnet gives every new interface a public address, nobody decides what is reached from the internet. Load balancers and NAT gateways have theirs without it."
# related_resources:
#   - https://docs.aws.amazon.com/vpc/latest/userguide/vpc-ip-addressing.html
# custom:
#   id: network-subnet-public-address
#   severity: medium
#   reason: "A group that is too wide becomes an open door."
#   category: network
#   resource_types:
#     - aws_subnet
#     - aws_default_subnet
#   requires:
#     - map_public_ip_on_launch
#   controls:
#     - "nist-800-53-r5:SC-7"
#     - "nist-800-53-r5:AC-4"
#   aliases:
#     - CKV_AWS_130
#     - AVD-AWS-0164
#     - vpc_subnet_no_public_ip_by_default
#     - efs_mount_target_not_publicly_accessible
#   message: "the subnet gives every new interface a public address"
#   remediation: "set map_public_ip_on_launch = false"
#   example: |
#     resource "aws_subnet" "main" {
#       vpc_id                  = aws_vpc.main.id
#       cidr_block              = "10.0.1.0/24"
#       map_public_ip_on_launch = false
#     }
package driftgate.aws.vpc.subnet_public_address

import data.driftgate.lib.values
import rego.v1

deny contains {"path": ["map_public_ip_on_launch"], "observed": true, "required": false, "args": {}} if {
	values.is_on(input.attributes.map_public_ip_on_launch)
}
