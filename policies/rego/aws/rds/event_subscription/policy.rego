# METADATA
# title: Subscriptions to events of databases tell of failures and changes
# description: "A subscription that is switched off, or leaves out the events that matter, looks like somebody would be told. Of clusters these are failures and maintenance, of instances also changes of configuration, of groups of parameters and of security groups their changes. One that names no category tells everything. Each subscription is judged alone."
# related_resources:
#   - https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Events.Messages.html
#   - https://docs.aws.amazon.com/securityhub/latest/userguide/rds-controls.html#rds-19
# custom:
#   id: rds-event-subscription
#   severity: low
#   reason: "it is a loss of time until somebody notices"
#   category: logging
#   resource_types:
#     - aws_db_event_subscription
#   requires:
#     - enabled
#     - event_categories
#     - source_type
#   controls:
#     - "nist-800-53-r5:CA-7"
#     - "nist-800-53-r5:SI-2"
#   aliases:
#     - rds_cluster_critical_event_subscription
#     - rds_instance_critical_event_subscription
#     - rds_instance_event_subscription_parameter_groups
#     - rds_instance_event_subscription_security_groups
#   message: "the subscription tells nobody of {what}"
#   remediation: "set enabled = true, and name the categories or none at all"
#   example: |
#     resource "aws_db_event_subscription" "databases" {
#       sns_topic        = aws_sns_topic.alarms.arn
#       source_type      = "db-instance"
#       event_categories = ["configuration change", "failure", "maintenance"]
#     }
package driftgate.aws.rds.event_subscription

import data.driftgate.lib.values
import rego.v1

# https://docs.aws.amazon.com/securityhub/latest/userguide/rds-controls.html: RDS.19 to RDS.22.
critical := {
	"": {"configuration change", "failure", "maintenance"},
	"db-cluster": {"failure", "maintenance"},
	"db-instance": {"configuration change", "failure", "maintenance"},
	"db-parameter-group": {"configuration change"},
	"db-security-group": {"configuration change", "failure"},
}

source := "" if values.is_empty(input.attributes.source_type)

source := input.attributes.source_type if values.is_set(input.attributes.source_type)

deny contains {"path": ["enabled"], "observed": false, "required": true, "args": {"what": "anything: it is switched off"}} if {
	input.attributes.enabled == false
}

deny contains {"path": ["event_categories"], "observed": missing, "required": "included", "args": {"what": missing}} if {
	values.is_set(input.attributes.event_categories)
	some missing in critical[source]
	not missing in input.attributes.event_categories
}
