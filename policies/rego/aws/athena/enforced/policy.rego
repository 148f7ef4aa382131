# METADATA
# title: "Workgroups of Athena decide for their clients"
# description: "Where a workgroup does not enforce what it says, a client may send results to another place and leave them unencrypted. It enforces it where nobody says otherwise in its configuration."
# related_resources:
#   - https://docs.aws.amazon.com/athena/latest/ug/workgroups-settings-override.html
# custom:
#   id: athena-enforced
#   severity: medium
#   reason: "clients may write results where and as they like"
#   category: access
#   resource_types:
#     - aws_athena_workgroup
#   needs:
#     aws_athena_workgroup: [configuration]
#   controls:
#     - "nist-800-53-r5:AC-3"
#     - "nist-800-53-r5:CM-6"
#   aliases: [CKV_AWS_82, AVD-AWS-0007, athena_workgroup_enforce_configuration]
#   message: "clients may overrule the workgroup"
#   remediation: "set enforce_workgroup_configuration = true"
#   example: |
#     resource "aws_athena_workgroup" "this" {
#       name = "reports"
#       configuration {
#         enforce_workgroup_configuration = true
#       }
#     }
package driftgate.aws.athena.enforced

import data.driftgate.lib.blocks
import rego.v1

configuration := object.get(input.attributes, "configuration", null)

deny contains {"path": ["configuration", index, "enforce_workgroup_configuration"], "observed": false, "required": true, "args": {}} if {
	some index, entry in configuration
	entry.enforce_workgroup_configuration == false
}

deny contains {"path": ["configuration"], "observed": null, "required": true, "args": {}, "unknown": "what a workgroup without a configuration does is not told"} if {
	count(blocks.entries(configuration)) == 0
}
