# METADATA
# title: "Secrets are encrypted with a key of one's own"
# description: "The default key aws/secretsmanager lets in whoever may read secrets, and nobody can take that back by the key. A secret of another account needs a key of one's own anyway, and each replica names its own."
# related_resources:
#   - https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
# custom:
#   id: secretsmanager-secret-key
#   severity: low
#   reason: "it is encrypted either way, only a second door is missing"
#   category: encryption
#   resource_types:
#     - aws_secretsmanager_secret
#   requires:
#     - kms_key_id
#     - replica.kms_key_id
#   controls:
#     - "nist-800-53-r5:SC-12"
#     - "nist-800-53-r5:SC-28"
#     - "nist-800-53-r5:SC-28(1)"
#   aliases: [CKV_AWS_149, AVD-AWS-0098]
#   message: "{what} is encrypted with the default key"
#   remediation: "set kms_key_id, of the secret and of each replica"
#   example: |
#     resource "aws_secretsmanager_secret" "db" {
#       name       = "db"
#       kms_key_id = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
#     }
package driftgate.aws.secretsmanager.secret_key

import rego.v1

default_key(key) if key in {null, ""}

default_key(key) if endswith(key, "alias/aws/secretsmanager")

deny contains {"path": ["kms_key_id"], "observed": key, "required": "a key", "args": {"what": "the secret"}} if {
	key := object.get(input.attributes, "kms_key_id", null)
	default_key(key)
}

deny contains {"path": ["replica", index, "kms_key_id"], "observed": key, "required": "a key", "args": {"what": "a replica"}} if {
	some index, replica in input.attributes.replica
	key := object.get(replica, "kms_key_id", null)
	default_key(key)
}
