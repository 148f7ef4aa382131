# METADATA
# title: New accounts are watched from their first day
# description: "GuardDuty, Security Hub, Inspector, Macie and Detective take new accounts of an organisation in by a switch, each its own. An account that somebody must add by hand is the one that nobody added. Security Hub with central configuration has no such switch."
# related_resources:
#   - https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_organizations.html
#   - https://docs.aws.amazon.com/securityhub/latest/userguide/accounts-orgs-auto-enable.html
# custom:
#   id: organizations-new-accounts
#   severity: medium
#   reason: "accounts of today are watched, those of tomorrow are not"
#   category: detection
#   resource_types:
#     - aws_guardduty_organization_configuration
#     - aws_guardduty_organization_configuration_feature
#     - aws_securityhub_organization_configuration
#     - aws_inspector2_organization_configuration
#     - aws_macie2_organization_configuration
#     - aws_detective_organization_configuration
#   needs:
#     aws_guardduty_organization_configuration: [auto_enable_organization_members, auto_enable]
#     aws_guardduty_organization_configuration_feature: [auto_enable]
#     aws_securityhub_organization_configuration: [auto_enable, organization_configuration]
#     aws_inspector2_organization_configuration: [auto_enable]
#     aws_macie2_organization_configuration: [auto_enable]
#     aws_detective_organization_configuration: [auto_enable]
#   controls:
#     - "nist-800-53-r5:SI-4"
#     - "nist-800-53-r5:CM-8"
#   aliases: [guardduty_delegated_admin_enabled_all_regions, securityhub_delegated_admin_enabled_all_regions]
#   message: "new accounts are not taken in{what}"
#   remediation: "set auto_enable (of GuardDuty auto_enable_organization_members = \"ALL\")"
#   example: |
#     resource "aws_guardduty_organization_configuration" "this" {
#       detector_id                      = aws_guardduty_detector.this.id
#       auto_enable_organization_members = "ALL"
#     }
package driftgate.aws.organizations.new_accounts

import rego.v1

value := object.get(input.attributes, "auto_enable", null)

by_switch := {
	"aws_macie2_organization_configuration",
	"aws_detective_organization_configuration",
	"aws_securityhub_organization_configuration",
}

central if {
	some configuration in object.get(input.attributes, "organization_configuration", [])
	configuration.configuration_type == "CENTRAL"
}

deny contains {"path": ["auto_enable"], "observed": value, "required": true, "args": {"what": ""}} if {
	input.type in by_switch
	value != true
	not central
}

deny contains {"path": ["auto_enable"], "observed": value, "required": "ALL", "args": {"what": ""}} if {
	value == "NONE"
}

deny contains {"path": ["auto_enable_organization_members"], "observed": members, "required": "ALL", "args": {"what": ""}} if {
	input.type == "aws_guardduty_organization_configuration"
	members := object.get(input.attributes, "auto_enable_organization_members", null)
	not members in {"ALL", "NEW"}
	value != true
}

deny contains {"path": ["auto_enable", index, kind], "observed": on, "required": true, "args": {"what": concat("", [": ", kind])}} if {
	some index, block in value
	some kind in ["ec2", "ecr", "lambda"]
	on := object.get(block, kind, false)
	on != true
}
