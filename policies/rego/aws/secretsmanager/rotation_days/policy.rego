# METADATA
# title: Secrets rotate within ninety days
# description: "A rotation that comes once a year leaves a stolen password good for as long. A schedule in days counts as such, one in hours is shorter, and of a cron expression nobody says here how often it comes."
# related_resources:
#   - https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_schedule.html
# custom:
#   id: secretsmanager-rotation-days
#   severity: low
#   reason: "it rotates, only seldom"
#   category: access
#   resource_types:
#     - aws_secretsmanager_secret_rotation
#   requires:
#     - rotation_rules.automatically_after_days
#     - rotation_rules.schedule_expression
#   controls:
#     - "nist-800-53-r5:IA-5"
#     - "nist-800-53-r5:IA-5(1)"
#   aliases: [CKV_AWS_304, secretsmanager_secret_rotated_periodically]
#   params:
#     days: { type: integer, minimum: 1, maximum: 1000, default: 90, weaker: higher, description: "the most days between two rotations" }
#   message: "the secret rotates every {days} days"
#   remediation: "set automatically_after_days to 90 or less"
#   example: |
#     resource "aws_secretsmanager_secret_rotation" "db" {
#       secret_id           = aws_secretsmanager_secret.db.id
#       rotation_lambda_arn = aws_lambda_function.rotate.arn
#       rotation_rules {
#         automatically_after_days = 30
#       }
#     }
package driftgate.aws.secretsmanager.rotation_days

import rego.v1

days contains {"at": "automatically_after_days", "days": number} if {
	some rules in input.attributes.rotation_rules
	number := rules.automatically_after_days
}

days contains {"at": "schedule_expression", "days": to_number(split(trim(expression, "rate()"), " ")[0])} if {
	some rules in input.attributes.rotation_rules
	expression := rules.schedule_expression
	contains(expression, "day")
}

deny contains {"path": ["rotation_rules", 0, one.at], "observed": one.days, "required": input.params.days, "args": {"days": one.days}} if {
	some one in days
	one.days > input.params.days
}
