# METADATA
# title: Servers of Transfer Family do not speak plain FTP
# description: "FTP sends names, passwords and files in plain text. SFTP, FTPS and AS2 do not."
# custom:
#   id: transfer-plain-ftp
#   severity: high
#   reason: "Passwords and files can be read on the way."
#   category: encryption
#   resource_types:
#     - aws_transfer_server
#   requires:
#     - protocols
#   controls:
#     - "nist-800-53-r5:SC-8"
#     - "nist-800-53-r5:IA-5"
#   aliases:
#     - CKV_AWS_357
#     - transfer_server_in_transit_encryption_enabled
#   message: "the server speaks plain FTP"
#   remediation: "set protocols = [\"SFTP\"]"
#   example: |
#     resource "aws_transfer_server" "main" {
#       protocols = ["SFTP"]
#     }
package driftgate.aws.transfer.plain_ftp

import rego.v1

deny contains {"path": ["protocols"], "observed": "FTP", "required": "SFTP", "args": {}} if {
	"FTP" in input.attributes.protocols
}
