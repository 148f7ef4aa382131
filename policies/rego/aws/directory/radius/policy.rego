# METADATA
# title: Directories ask the second factor in a safe way
# description: "PAP sends the code as it is, CHAP and the first MS-CHAP can be worked out from what was heard. Only MS-CHAPv2 is of use, and that inside of a network of one's own."
# related_resources:
#   - https://docs.aws.amazon.com/directoryservice/latest/admin-guide/ms_ad_mfa.html
# custom:
#   id: directory-radius
#   severity: medium
#   reason: "whoever hears the network has the codes"
#   category: encryption
#   resource_types:
#     - aws_directory_service_radius_settings
#   requires:
#     - authentication_protocol
#   controls:
#     - "nist-800-53-r5:IA-2"
#     - "nist-800-53-r5:SC-8"
#   aliases: [directoryservice_radius_server_security_protocol]
#   message: "codes are asked by {protocol}"
#   remediation: "set authentication_protocol = \"MS-CHAPv2\""
#   example: |
#     resource "aws_directory_service_radius_settings" "this" {
#       directory_id            = aws_directory_service_directory.this.id
#       authentication_protocol = "MS-CHAPv2"
#       display_label           = "mfa"
#       radius_port             = 1812
#       radius_retries          = 3
#       radius_servers          = ["10.0.0.10"]
#       radius_timeout          = 10
#       shared_secret           = var.radius_secret
#     }
package driftgate.aws.directory.radius

import rego.v1

deny contains {"path": ["authentication_protocol"], "observed": protocol, "required": "MS-CHAPv2", "args": {"protocol": protocol}} if {
	protocol := input.attributes.authentication_protocol
	protocol != "MS-CHAPv2"
}
