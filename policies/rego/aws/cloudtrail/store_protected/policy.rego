# METADATA
# title: Data stores of CloudTrail cannot be deleted in one step
# description: "Protection from termination keeps whoever got in from removing what shows it. It is on until somebody takes it off."
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/query-event-data-store.html
# custom:
#   id: cloudtrail-store-protected
#   severity: medium
#   reason: "the record of years goes with one call"
#   category: protection
#   resource_types:
#     - aws_cloudtrail_event_data_store
#   requires:
#     - termination_protection_enabled
#   controls:
#     - "nist-800-53-r5:AU-9"
#     - "nist-800-53-r5:CP-9"
#   message: "the data store may be deleted"
#   remediation: "set termination_protection_enabled = true"
#   example: |
#     resource "aws_cloudtrail_event_data_store" "this" {
#       name                           = "all"
#       termination_protection_enabled = true
#     }
package driftgate.aws.cloudtrail.store_protected

import rego.v1

deny contains {"path": ["termination_protection_enabled"], "observed": false, "required": true, "args": {}} if {
	input.attributes.termination_protection_enabled == false
}
