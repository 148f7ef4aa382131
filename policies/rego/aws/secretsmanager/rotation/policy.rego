# METADATA
# title: Secrets rotate by themselves
# description: "A password that nobody changes is known to everybody who ever saw it. Rotation is a resource of its own that names the secret."
# related_resources:
#   - https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets.html
# custom:
#   id: secretsmanager-rotation
#   severity: low
#   reason: "some secrets cannot rotate, such as the key of a third party"
#   category: access
#   resource_types:
#     - aws_secretsmanager_secret
#   needs:
#     aws_secretsmanager_secret_rotation: []
#   related:
#     - aws_secretsmanager_secret_rotation
#   controls:
#     - "nist-800-53-r5:IA-5"
#     - "nist-800-53-r5:IA-5(1)"
#     - "nist-800-53-r5:SC-12"
#   aliases: [CKV2_AWS_57, secretsmanager_automatic_rotation_enabled]
#   message: "the secret has no rotation"
#   remediation: "add aws_secretsmanager_secret_rotation, or let the service keep the secret (manage_master_user_password of a database)"
#   example: |
#     resource "aws_secretsmanager_secret_rotation" "db" {
#       secret_id           = aws_secretsmanager_secret.db.id
#       rotation_lambda_arn = aws_lambda_function.rotate.arn
#       rotation_rules {
#         automatically_after_days = 30
#       }
#     }
package driftgate.aws.secretsmanager.rotation

import rego.v1

deny contains {"path": [], "observed": null, "required": "a rotation", "args": {}} if {
	count(object.get(input.related, "aws_secretsmanager_secret_rotation", [])) == 0
}
