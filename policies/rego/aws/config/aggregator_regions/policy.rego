# METADATA
# title: The view of many accounts has all regions
# description: "What an aggregator does not gather nobody looks at, and a list of regions stays what it was when AWS opens a new one."
# related_resources:
#   - https://docs.aws.amazon.com/config/latest/developerguide/aggregate-data.html
# custom:
#   id: config-aggregator-regions
#   severity: low
#   reason: "it is recorded all the same, only not seen in one place"
#   category: logging
#   resource_types:
#     - aws_config_configuration_aggregator
#   requires:
#     - account_aggregation_source.all_regions
#     - organization_aggregation_source.all_regions
#   controls:
#     - "nist-800-53-r5:CM-8"
#     - "nist-800-53-r5:AU-6"
#   aliases: [CKV_AWS_121, AVD-AWS-0019, config_delegated_admin_and_org_aggregator_all_regions]
#   message: "the aggregator gathers a list of regions"
#   remediation: "set all_regions = true"
#   example: |
#     resource "aws_config_configuration_aggregator" "this" {
#       name = "all"
#       organization_aggregation_source {
#         all_regions = true
#         role_arn    = "arn:aws:iam::111122223333:role/config"
#       }
#     }
package driftgate.aws.config.aggregator_regions

import rego.v1

deny contains {"path": [name, index, "all_regions"], "observed": value, "required": true, "args": {}} if {
	some name in ["account_aggregation_source", "organization_aggregation_source"]
	some index, source in input.attributes[name]
	value := object.get(source, "all_regions", false)
	value != true
}
