# METADATA
# title: "Schedules are encrypted with a key of one's own"
# description: "A schedule keeps what it sends, which may hold names, addresses and orders. Without a key that is named it is encrypted with one of AWS's, whose use nobody can see or take back."
# related_resources:
#   - https://docs.aws.amazon.com/scheduler/latest/UserGuide/encryption-rest.html
# custom:
#   id: scheduler-key
#   severity: low
#   reason: "it is encrypted either way, only a second door is missing"
#   category: encryption
#   resource_types:
#     - aws_scheduler_schedule
#   requires:
#     - kms_key_arn
#   controls:
#     - "nist-800-53-r5:SC-12"
#     - "nist-800-53-r5:SC-28"
#   aliases: [CKV_AWS_297]
#   message: "the schedule is encrypted with AWS's own key"
#   remediation: "set kms_key_arn"
#   example: |
#     resource "aws_scheduler_schedule" "nightly" {
#       schedule_expression = "rate(1 day)"
#       kms_key_arn         = aws_kms_key.main.arn
#       # ...
#     }
package driftgate.aws.scheduler.key

import data.driftgate.lib.values
import rego.v1

deny contains {"path": ["kms_key_arn"], "observed": null, "required": "a key", "args": {}} if {
	values.is_empty(input.attributes.kms_key_arn)
}
