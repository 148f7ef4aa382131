# METADATA
# title: "Insights are encrypted with a key of one's own"
# description: "Performance Insights keeps texts of statements, and with them pieces of data, encrypted with a key that cannot be changed later. Where nobody names one, AWS takes its own, which only an apply tells."
# related_resources:
#   - https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PerfInsights.Enabling.html
# custom:
#   id: rds-insights-key
#   severity: low
#   reason: "the data is encrypted, with a key that says nothing of who may read it"
#   category: encryption
#   resource_types:
#     - aws_db_instance
#     - aws_rds_cluster_instance
#     - aws_rds_cluster
#   requires:
#     - performance_insights_enabled
#   optional:
#     - performance_insights_kms_key_id
#   controls:
#     - "nist-800-53-r5:SC-28"
#   aliases: [CKV_AWS_354, AVD-AWS-0078]
#   message: "insights are not encrypted with a key of one's own"
#   remediation: "set performance_insights_kms_key_id (the database is made anew)"
#   example: |
#     resource "aws_db_instance" "this" {
#       engine                          = "postgres"
#       performance_insights_enabled    = true
#       performance_insights_kms_key_id = aws_kms_key.this.arn
#       # ...
#     }
package driftgate.aws.rds.insights_key

import rego.v1

# Without insights the key means nothing, so that it need not be known.
key := object.get(input.attributes, "performance_insights_kms_key_id", "unread")

deny contains {"path": ["performance_insights_kms_key_id"], "observed": key, "required": "a key", "args": {}, "unknown": unread} if {
	object.get(input.attributes, "performance_insights_enabled", null) == true
	not is_own
}

is_own if {
	key != null
	not key in ["", "unread", "alias/aws/rds"]
}

unread := "which key AWS takes is not known" if key == "unread"

unread := "" if key != "unread"
