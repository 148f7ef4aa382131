# METADATA
# title: Servers of Transfer Family stand in a network of ours
# description: "A public endpoint answers everybody, and no security group stands before it. In a network of one's own it can have elastic addresses and still a group."
# related_resources:
#   - https://docs.aws.amazon.com/transfer/latest/userguide/create-server-in-vpc.html
# custom:
#   id: transfer-public-endpoint
#   severity: medium
#   reason: "Users still have to sign in."
#   category: network
#   resource_types:
#     - aws_transfer_server
#   requires:
#     - endpoint_type
#   controls:
#     - "nist-800-53-r5:SC-7"
#     - "nist-800-53-r5:AC-4"
#   aliases:
#     - CKV_AWS_164
#   message: "the server answers everybody, and no group stands before it"
#   remediation: "set endpoint_type = \"VPC\" with endpoint_details"
#   example: |
#     resource "aws_transfer_server" "main" {
#       endpoint_type = "VPC"
#       endpoint_details {
#         vpc_id     = aws_vpc.main.id
#         subnet_ids = [aws_subnet.a.id]
#       }
#     }
package driftgate.aws.transfer.public_endpoint

import rego.v1

deny contains {"path": ["endpoint_type"], "observed": value, "required": "VPC", "args": {}} if {
	value := input.attributes.endpoint_type
	value in {"PUBLIC", "", null}
}
