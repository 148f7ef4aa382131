# METADATA
# title: Queue policies are not public
# description: "A statement for everybody counts unless a condition names who asks or from where in fixed values: an account, an organisation, an ARN, an endpoint, or few networks."
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
# custom:
#   id: data-queue-policy-public
#   severity: critical
#   reason: "anybody reads the messages or sends his own"
#   category: access
#   resource_types:
#     - aws_sqs_queue
#     - aws_sqs_queue_policy
#   requires:
#     - policy
#   facts:
#     - grants
#   controls:
#     - "nist-800-53-r5:AC-3"
#     - "nist-800-53-r5:AC-6"
#   aliases: [CKV_AWS_168, CKV_AWS_387, sqs_queues_not_publicly_accessible]
#   message: "the policy lets anyone {what}"
#   remediation: "name the principals, or restrict them with a condition"
#   example: |
#     resource "aws_sqs_queue_policy" "orders" {
#       queue_url = aws_sqs_queue.orders.url
#       policy = jsonencode({
#         Version = "2012-10-17"
#         Statement = [{
#           Effect    = "Allow"
#           Principal = { Service = "events.amazonaws.com" }
#           Action    = ["sqs:SendMessage"]
#           Resource  = "*"
#           Condition = { StringEquals = { "aws:SourceAccount" = "111122223333" } }
#         }]
#       })
#     }
package driftgate.aws.sqs.queue_policy_public

import data.driftgate.lib.grants
import rego.v1

deny contains {"path": [found.at], "observed": found.grant.what, "required": "named principals", "args": {"what": found.grant.what, "whom": found.grant.whom}, "pin": found.grant.pin} if {
	some found in grants.of(input.facts.grants, "everyone")
}
