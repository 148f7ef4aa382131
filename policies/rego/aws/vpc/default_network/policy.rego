# METADATA
# title: Nothing is built in the network that AWS made
# description: "A default network has subnets that give everything a public address, and a way to the internet from the start. Who keeps it keeps such things in it."
# related_resources:
#   - https://docs.aws.amazon.com/vpc/latest/userguide/default-vpc.html
# custom:
#   id: network-default-network
#   severity: low
#   reason: "It is open by its form, but only what is put into it is reached."
#   category: network
#   resource_types:
#     - aws_default_vpc
#   requires:
#     - enable_dns_support
#   controls:
#     - "nist-800-53-r5:CM-7"
#     - "nist-800-53-r5:SC-7"
#   aliases:
#     - CKV_AWS_148
#     - AVD-AWS-0101
#   message: "the network that AWS made is kept"
#   remediation: "make a network of your own, and delete the default one"
#   example: |
#     resource "aws_vpc" "main" {
#       cidr_block = "10.0.0.0/16"
#     }
package driftgate.aws.vpc.default_network

import rego.v1

# With its DNS switched off nothing in it finds anything: it was closed on purpose.
deny contains {"path": ["enable_dns_support"], "observed": input.type, "required": "a network of your own", "args": {}} if {
	input.attributes.enable_dns_support != false
}
