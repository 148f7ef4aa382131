# METADATA
# title: Trails also go to CloudWatch Logs
# description: "Files in a bucket come late and are read by hand. In CloudWatch Logs a filter and an alarm see a change within minutes. An organisation's trail needs that once."
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/send-cloudtrail-events-to-cloudwatch-logs.html
# custom:
#   id: cloudtrail-to-logs
#   severity: low
#   reason: "other tools may read the bucket"
#   category: logging
#   resource_types:
#     - aws_cloudtrail
#   requires:
#     - cloud_watch_logs_group_arn
#   controls:
#     - "nist-800-53-r5:AU-6"
#     - "nist-800-53-r5:SI-4"
#   aliases: [CKV2_AWS_10, AVD-AWS-0162, cloudtrail_cloudwatch_logging_enabled]
#   message: "the trail does not go to CloudWatch Logs"
#   remediation: "set cloud_watch_logs_group_arn and cloud_watch_logs_role_arn"
#   example: |
#     resource "aws_cloudtrail" "this" {
#       name                       = "all"
#       s3_bucket_name             = "acme-trail"
#       cloud_watch_logs_group_arn = "arn:aws:logs:eu-west-1:111122223333:log-group:trail:*"
#       cloud_watch_logs_role_arn  = "arn:aws:iam::111122223333:role/trail"
#     }
package driftgate.aws.cloudtrail.to_logs

import rego.v1

deny contains {"path": ["cloud_watch_logs_group_arn"], "observed": null, "required": "a log group", "args": {}} if {
	object.get(input.attributes, "cloud_watch_logs_group_arn", null) in {null, ""}
}
