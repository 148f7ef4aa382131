# METADATA
# title: Accounts require tokens for metadata by default
# description: "What nobody says for an instance the account says for all of a region. Where it has no preference, the image decides."
# related_resources:
#   - https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-IMDS-new-instances.html
# custom:
#   id: compute-metadata-defaults
#   severity: medium
#   reason: "Instances that say it themselves are judged by themselves."
#   category: access
#   resource_types:
#     - aws_ec2_instance_metadata_defaults
#   requires:
#     - http_tokens
#   controls:
#     - "nist-800-53-r5:AC-3"
#     - "nist-800-53-r5:CM-6"
#   aliases:
#     - ec2_instance_account_imdsv2_enabled
#   message: "the account does not require tokens ({value})"
#   remediation: "set http_tokens = \"required\""
#   example: |
#     resource "aws_ec2_instance_metadata_defaults" "main" {
#       http_tokens = "required"
#     }
package driftgate.aws.ec2.metadata_defaults

import rego.v1

deny contains {"path": ["http_tokens"], "observed": value, "required": "required", "args": {"value": value}} if {
	value := input.attributes.http_tokens
	value != "required"
}
