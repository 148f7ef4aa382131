# METADATA
# title: Secrets rotate within ninety days
# description: "A rotation that comes once a year leaves a stolen password good for as long. A schedule says days or hours, or is a cron expression: one for a month of the year comes once a year, one for every month often enough, and of others nobody says here how often they come."
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
#   message: "the secret rotates every {number} {unit}"
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

hours := {"day": 24, "days": 24, "hour": 1, "hours": 1}

expressions contains expression if {
	some rules in input.attributes.rotation_rules
	expression := rules.schedule_expression
	not expression in {"", null}
}

# The words of a schedule: a number and its unit, or the fields of cron, of which the fourth is the month.
rates[expression] := split(trim(split(expression, "(")[1], " )"), " ") if {
	some expression in expressions
	startswith(expression, "rate(")
}

crons[expression] := split(trim(split(expression, "(")[1], " )"), " ") if {
	some expression in expressions
	startswith(expression, "cron(")
}

turns contains {"at": "automatically_after_days", "number": number, "unit": "days"} if {
	some rules in input.attributes.rotation_rules
	number := rules.automatically_after_days
}

turns contains {"at": "schedule_expression", "number": to_number(words[0]), "unit": words[1]} if some words in rates

turns contains {"at": "schedule_expression", "number": 365, "unit": "days"} if {
	some fields in crons
	is_one(fields[3])
}

# Tell whether a field of cron is one value: neither a list nor a span, and not every one.
is_one(field) if {
	every sign in [",", "-", "/", "*"] {
		not contains(field, sign)
	}
}

is_clear(expression) if hours[rates[expression][1]]

is_clear(expression) if {
	fields := crons[expression]
	fields[3] in {"*", "1-12", "JAN-DEC"}
	fields[5] == "*"
	input.params.days >= 35
}

is_clear(expression) if is_one(crons[expression][3])

deny contains {"path": ["rotation_rules", 0, one.at], "observed": one.number, "required": input.params.days, "args": {"number": one.number, "unit": one.unit}} if {
	some one in turns
	one.number * hours[one.unit] > input.params.days * 24
}

deny contains {"path": ["rotation_rules", 0, "schedule_expression"], "observed": expression, "required": input.params.days, "args": {"number": expression, "unit": ""}, "unknown": "how often the schedule comes is not known"} if {
	some expression in expressions
	not is_clear(expression)
}
