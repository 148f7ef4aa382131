# METADATA
# title: Policies of queues, topics and secrets name the actions
# description: "Whoever may do everything with a queue may also change its policy, empty it and delete it. Sending, receiving and reading is what others need."
# related_resources:
#   - https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-security-best-practices.html
# custom:
#   id: data-policy-actions
#   severity: medium
#   reason: "those who are let in may let in others"
#   category: access
#   resource_types:
#     - aws_sqs_queue
#     - aws_sqs_queue_policy
#     - aws_sns_topic
#     - aws_sns_topic_policy
#     - aws_secretsmanager_secret
#     - aws_secretsmanager_secret_policy
#   requires:
#     - policy
#   controls:
#     - "nist-800-53-r5:AC-3"
#     - "nist-800-53-r5:AC-6"
#   aliases: [CKV_AWS_72, AVD-AWS-0097]
#   message: "the policy allows {what}"
#   remediation: "list the actions that are needed"
#   example: |
#     resource "aws_sqs_queue_policy" "orders" {
#       queue_url = aws_sqs_queue.orders.url
#       policy = jsonencode({
#         Version = "2012-10-17"
#         Statement = [{
#           Effect    = "Allow"
#           Principal = { Service = "sns.amazonaws.com" }
#           Action    = ["sqs:SendMessage"]
#           Resource  = "*"
#         }]
#       })
#     }
package driftgate.aws.sqs.policy_actions

import rego.v1

all_of(action) if {
	stem := trim(action, "*?")
	stem != action
	some service in {":", "sqs:", "sns:", "secretsmanager:"}
	startswith(service, stem)
}

deny contains {"path": ["policy"], "observed": action, "required": "named actions", "args": {"what": action}} if {
	some statement in input.documents.policy.Statement
	statement.Effect == "Allow"
	some action in statement.Action
	all_of(action)
}

deny contains {"path": ["policy"], "observed": actions, "required": "named actions", "args": {"what": concat("", ["all but ", concat(", ", actions)])}} if {
	some statement in input.documents.policy.Statement
	statement.Effect == "Allow"
	actions := statement.NotAction
}
