# METADATA
# title: Trails record every region and the global services
# description: "An intruder works where nobody looks. A trail of one region sees nothing of the others, and without the global services nothing of IAM."
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/receive-cloudtrail-log-files-from-multiple-regions.html
# custom:
#   id: cloudtrail-regions
#   severity: medium
#   reason: "another trail may record the rest"
#   category: logging
#   resource_types:
#     - aws_cloudtrail
#     - aws_cloudtrail_event_data_store
#   needs:
#     aws_cloudtrail: [is_multi_region_trail, include_global_service_events]
#     aws_cloudtrail_event_data_store: [multi_region_enabled]
#   controls:
#     - "nist-800-53-r5:AU-2"
#     - "nist-800-53-r5:AU-12"
#     - "cis-aws-3.0:3.1"
#   aliases: [CKV_AWS_67, AVD-AWS-0014, cloudtrail_multi_region_enabled]
#   message: "{what}"
#   remediation: "set is_multi_region_trail = true and include_global_service_events = true (multi_region_enabled = true of a data store)"
#   example: |
#     resource "aws_cloudtrail" "this" {
#       name                  = "all"
#       s3_bucket_name        = aws_s3_bucket.trail.id
#       is_multi_region_trail = true
#     }
package driftgate.aws.cloudtrail.regions

import rego.v1

deny contains {"path": ["is_multi_region_trail"], "observed": value, "required": true, "args": {"what": "the trail records one region only"}} if {
	input.type == "aws_cloudtrail"
	value := object.get(input.attributes, "is_multi_region_trail", null)
	value != true
}

deny contains {"path": ["include_global_service_events"], "observed": false, "required": true, "args": {"what": "the trail leaves out IAM and other global services"}} if {
	input.attributes.include_global_service_events == false
}

deny contains {"path": ["multi_region_enabled"], "observed": false, "required": true, "args": {"what": "the data store holds one region only"}} if {
	input.attributes.multi_region_enabled == false
}
