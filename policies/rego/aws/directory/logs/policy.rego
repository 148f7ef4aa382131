# METADATA
# title: Directories write down who signs in
# description: "A managed Active Directory shows its security log to nobody, unless a subscription sends it to CloudWatch Logs. Simple AD and the connector have no such log."
# related_resources:
#   - https://docs.aws.amazon.com/directoryservice/latest/admin-guide/ms_ad_enable_log_forwarding.html
# custom:
#   id: directory-logs
#   severity: low
#   reason: "it is evidence, and keeps nobody out"
#   category: logging
#   resource_types:
#     - aws_directory_service_directory
#   requires:
#     - type
#   related:
#     - aws_directory_service_log_subscription
#   controls:
#     - "nist-800-53-r5:AU-2"
#     - "nist-800-53-r5:AU-12"
#   aliases: [directoryservice_directory_log_forwarding_enabled]
#   message: "the directory's log goes nowhere"
#   remediation: "add aws_directory_service_log_subscription"
#   example: |
#     resource "aws_directory_service_log_subscription" "this" {
#       directory_id   = aws_directory_service_directory.this.id
#       log_group_name = aws_cloudwatch_log_group.directory.name
#     }
package driftgate.aws.directory.logs

import rego.v1

deny contains {"path": [], "observed": null, "required": "a subscription", "args": {}} if {
	input.attributes.type == "MicrosoftAD"
	count(object.get(input.related, "aws_directory_service_log_subscription", [])) == 0
}
