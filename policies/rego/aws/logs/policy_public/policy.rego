# METADATA
# title: Nobody from outside writes or reads logs
# description: "A resource policy of CloudWatch Logs lets services write. One for everybody lets anybody write into the logs, or send what they say elsewhere. A sink that takes from everybody shows the metrics of others as one's own."
# related_resources:
#   - https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/iam-access-control-overview-cwl.html
#   - https://docs.aws.amazon.com/OAM/latest/APIReference/API_PutSinkPolicy.html
# custom:
#   id: logs-policy-public
#   severity: high
#   reason: "logs are evidence, and everybody may write or read them"
#   category: access
#   resource_types:
#     - aws_cloudwatch_log_resource_policy
#     - aws_oam_sink_policy
#     - aws_xray_resource_policy
#     - aws_cloudwatch_log_destination_policy
#   needs:
#     aws_cloudwatch_log_destination_policy: [access_policy]
#     aws_cloudwatch_log_resource_policy: [policy_document]
#     aws_oam_sink_policy: [policy]
#     aws_xray_resource_policy: [policy_document]
#   facts:
#     - grants
#   controls:
#     - "nist-800-53-r5:AC-3"
#     - "nist-800-53-r5:AU-9"
#   aliases: [cloudwatch_log_group_not_publicly_accessible]
#   message: "the policy lets anyone {what}"
#   remediation: "name the service or the accounts, or restrict them with a condition such as aws:SourceAccount"
#   example: |
#     resource "aws_cloudwatch_log_resource_policy" "dns" {
#       policy_name = "dns"
#       policy_document = jsonencode({
#         Version = "2012-10-17"
#         Statement = [{
#           Effect    = "Allow"
#           Principal = { Service = "route53.amazonaws.com" }
#           Action    = ["logs:CreateLogStream", "logs:PutLogEvents"]
#           Resource  = "arn:aws:logs:us-east-1:111122223333:log-group:/dns:*"
#         }]
#       })
#     }
package driftgate.aws.logs.policy_public

import data.driftgate.lib.grants
import rego.v1

deny contains {"path": [found.at], "observed": found.grant.what, "required": "named principals", "args": {"what": found.grant.what}, "pin": found.grant.pin} if {
	some found in grants.of(input.facts.grants, "everyone")
}
