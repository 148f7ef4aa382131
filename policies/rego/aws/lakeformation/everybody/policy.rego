# METADATA
# title: Lake Formation gives data to somebody, not to everybody whom IAM lets in
# description: "What is given to IAM_ALLOWED_PRINCIPALS turns Lake Formation off for that: IAM alone decides, as before there was one. What is given to all principals of an account, its group IAMPrincipals, is for whoever is made there tomorrow as well."
# related_resources:
#   - https://docs.aws.amazon.com/lake-formation/latest/dg/change-settings.html
#   - https://docs.aws.amazon.com/lake-formation/latest/dg/upgrade-glue-lake-formation.html
# custom:
#   id: lakeformation-everybody
#   severity: medium
#   reason: "IAM still has to let them in, and Lake Formation no longer does"
#   category: access
#   resource_types:
#     - aws_lakeformation_permissions
#   requires:
#     - principal
#   controls:
#     - "nist-800-53-r5:AC-3"
#     - "nist-800-53-r5:AC-6"
#   message: "permissions are given to {whom}"
#   remediation: "give them to the roles that need them, and take them from the group"
#   example: |
#     resource "aws_lakeformation_permissions" "analysts" {
#       principal   = aws_iam_role.analysts.arn
#       permissions = ["SELECT"]
#       table {
#         database_name = aws_glue_catalog_database.orders.name
#         name          = "orders"
#       }
#     }
package driftgate.aws.lakeformation.everybody

import rego.v1

everybody("IAM_ALLOWED_PRINCIPALS")

everybody(principal) if endswith(principal, ":IAMPrincipals")

deny contains {"path": ["principal"], "observed": input.attributes.principal, "required": "a role", "args": {"whom": input.attributes.principal}} if {
	everybody(input.attributes.principal)
}
