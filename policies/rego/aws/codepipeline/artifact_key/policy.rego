# METADATA
# title: "Artifacts of pipelines are encrypted with a key of one's own"
# description: "What a pipeline hands on is what runs in production. The default key of S3 cannot be shared with another account's stage, nor taken from anybody."
# related_resources:
#   - https://docs.aws.amazon.com/codepipeline/latest/userguide/S3-artifact-encryption.html
# custom:
#   id: codepipeline-artifact-key
#   severity: low
#   reason: "it is encrypted either way, only a second door is missing"
#   category: encryption
#   resource_types:
#     - aws_codepipeline
#   requires:
#     - artifact_store.encryption_key.id
#   controls:
#     - "nist-800-53-r5:SC-12"
#     - "nist-800-53-r5:SC-28"
#   aliases: [CKV_AWS_219]
#   message: "artifacts are encrypted with the default key"
#   remediation: "add encryption_key to each artifact_store"
#   example: |
#     resource "aws_codepipeline" "this" {
#       name     = "app"
#       role_arn = aws_iam_role.pipeline.arn
#       artifact_store {
#         location = "acme-artifacts"
#         type     = "S3"
#         encryption_key {
#           id   = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
#           type = "KMS"
#         }
#       }
#     }
package driftgate.aws.codepipeline.artifact_key

import rego.v1

keyed(store) if {
	some key in store.encryption_key
	not key.id in {null, "", "alias/aws/s3"}
}

deny contains {"path": ["artifact_store", index, "encryption_key"], "observed": null, "required": "a key", "args": {}} if {
	some index, store in input.attributes.artifact_store
	not keyed(store)
}
