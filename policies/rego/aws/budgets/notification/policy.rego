# METADATA
# title: Budgets tell somebody
# description: "A budget without a notification is a number on a page. A stolen key is most often seen on the bill, and an ordinary mistake as well."
# related_resources:
#   - https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-best-practices.html
# custom:
#   id: budgets-notification
#   severity: low
#   reason: "the bill comes all the same, only late"
#   category: cost
#   resource_types:
#     - aws_budgets_budget
#   requires:
#     - notification.?
#   controls:
#     - "nist-800-53-r5:SI-4"
#     - "nist-800-53-r5:AU-6"
#   message: "the budget has no notification"
#   remediation: "add a notification with subscriber_email_addresses or subscriber_sns_topic_arns"
#   example: |
#     resource "aws_budgets_budget" "month" {
#       name         = "month"
#       budget_type  = "COST"
#       limit_amount = "1000"
#       limit_unit   = "USD"
#       time_unit    = "MONTHLY"
#       notification {
#         comparison_operator        = "GREATER_THAN"
#         threshold                  = 80
#         threshold_type             = "PERCENTAGE"
#         notification_type          = "FORECASTED"
#         subscriber_email_addresses = ["costs@example.com"]
#       }
#     }
package driftgate.aws.budgets.notification

import rego.v1

deny contains {"path": ["notification"], "observed": null, "required": "a notification", "args": {}} if {
	count(object.get(input.attributes, "notification", [])) == 0
}
