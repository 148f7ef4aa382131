# METADATA
# title: Passwords of the console are encrypted and changed at the first sign-in
# description: "Terraform keeps the password that it makes. Without a key of PGP it stands in the state for whoever reads that, and without a reset it stays the password of the user."
# related_resources:
#   - https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/iam_user_login_profile
# custom:
#   id: iam-login-profile
#   severity: medium
#   reason: "a password of the console lies where others read it, but only of one user"
#   category: access
#   resource_types:
#     - aws_iam_user_login_profile
#   requires:
#     - pgp_key
#     - password_reset_required
#   controls:
#     - "nist-800-53-r5:IA-5"
#     - "nist-800-53-r5:IA-5(1)"
#     - "nist-800-53-r5:IA-5(7)"
#   aliases: [CKV2_AWS_22]
#   message: "{what}"
#   remediation: "set pgp_key and password_reset_required = true, or better sign in through IAM Identity Center"
#   example: |
#     resource "aws_iam_user_login_profile" "jane" {
#       user                    = aws_iam_user.jane.name
#       pgp_key                 = "keybase:jane"
#       password_reset_required = true
#     }
package driftgate.aws.iam.login_profile

import rego.v1

deny contains {"path": ["pgp_key"], "observed": null, "required": "a key", "args": {"what": "the password stands in the state as it is"}} if {
	object.get(input.attributes, "pgp_key", null) in {null, ""}
}

deny contains {"path": ["password_reset_required"], "observed": value, "required": true, "args": {"what": "the password that Terraform made stays"}} if {
	value := object.get(input.attributes, "password_reset_required", null)
	value != true
}
