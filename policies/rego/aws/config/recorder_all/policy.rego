# METADATA
# title: AWS Config records every type
# description: "What is not recorded has no history and no rule judges it. A list of types stays what it was while AWS brings new ones; leaving some out keeps the rest."
# related_resources:
#   - https://docs.aws.amazon.com/config/latest/developerguide/select-resources.html
# custom:
#   id: config-recorder-all
#   severity: medium
#   reason: "the types that are missing may be those that matter"
#   category: logging
#   resource_types:
#     - aws_config_configuration_recorder
#   requires:
#     - recording_group.all_supported
#     - recording_group.recording_strategy.use_only
#     - recording_group.exclusion_by_resource_types.resource_types
#   controls:
#     - "nist-800-53-r5:CM-8"
#     - "nist-800-53-r5:AU-12"
#     - "cis-aws-3.0:3.3"
#   aliases: [CKV2_AWS_45, CKV2_AWS_48]
#   message: "{what}"
#   remediation: "leave recording_group out, or set all_supported = true"
#   example: |
#     resource "aws_config_configuration_recorder" "this" {
#       role_arn = aws_iam_role.config.arn
#       recording_group {
#         all_supported                 = true
#         include_global_resource_types = true
#       }
#     }
package driftgate.aws.config.recorder_all

import rego.v1

strategies(group) := {strategy.use_only | some strategy in object.get(group, "recording_strategy", [])}

deny contains {"path": ["recording_group", index, "all_supported"], "observed": false, "required": true, "args": {"what": "only the types of a list are recorded"}} if {
	some index, group in input.attributes.recording_group
	group.all_supported == false
	not "EXCLUSION_BY_RESOURCE_TYPES" in strategies(group)
}

deny contains {"path": ["recording_group", index, "exclusion_by_resource_types"], "observed": types, "required": [], "args": {"what": concat("", ["not recorded: ", concat(", ", types)])}} if {
	some index, group in input.attributes.recording_group
	some exclusion in group.exclusion_by_resource_types
	types := exclusion.resource_types
	count(types) > 0
}
