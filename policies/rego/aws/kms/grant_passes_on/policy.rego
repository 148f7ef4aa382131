# METADATA
# title: Grants of keys are not passed on
# description: "Who holds a grant with CreateGrant can give the key to anybody, and no policy shows it. AWS's services need that for volumes and databases, and get it by the policy of the key."
# related_resources:
#   - https://docs.aws.amazon.com/kms/latest/developerguide/grants.html
# custom:
#   id: kms-grant-passes-on
#   severity: low
#   reason: "the holder is named, only whom it lets in later is not"
#   category: access
#   resource_types:
#     - aws_kms_grant
#   requires:
#     - operations
#   controls:
#     - "nist-800-53-r5:AC-3"
#     - "nist-800-53-r5:AC-6"
#     - "nist-800-53-r5:SC-12"
#   message: "the grant lets its holder make further grants"
#   remediation: "leave CreateGrant out of operations, or let the service that needs it in by the policy of the key with kms:GrantIsForAWSResource"
#   example: |
#     resource "aws_kms_grant" "app" {
#       key_id            = aws_kms_key.this.key_id
#       grantee_principal = aws_iam_role.app.arn
#       operations        = ["Decrypt", "DescribeKey"]
#     }
package driftgate.aws.kms.grant_passes_on

import rego.v1

deny contains {"path": ["operations"], "observed": operations, "required": "no CreateGrant", "args": {}} if {
	operations := input.attributes.operations
	"CreateGrant" in operations
}
