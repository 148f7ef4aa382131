# METADATA
# title: "Notebooks have a key of one's own"
# description: "The disk of a notebook is encrypted with a key of AWS where nobody names another. A key of one's own says who may decrypt, records each use, and can be taken away."
# related_resources:
#   - https://docs.aws.amazon.com/sagemaker/latest/dg/encryption-at-rest-nbi.html
# custom:
#   id: sagemaker-notebook-key
#   severity: low
#   reason: "the data is encrypted, with a key that says nothing of who may read it"
#   category: encryption
#   resource_types:
#     - aws_sagemaker_notebook_instance
#   needs:
#     aws_sagemaker_notebook_instance: [kms_key_id]
#   controls:
#     - "nist-800-53-r5:SC-28"
#     - "nist-800-53-r5:SC-12"
#   aliases: [CKV_AWS_22, CKV_AWS_187, sagemaker_notebook_instance_encryption_enabled]
#   message: "the disk is encrypted with a key of AWS"
#   remediation: "set kms_key_id (the notebook is made anew)"
#   example: |
#     resource "aws_sagemaker_notebook_instance" "this" {
#       name          = "research"
#       instance_type = "ml.t3.medium"
#       role_arn      = aws_iam_role.research.arn
#       kms_key_id    = aws_kms_key.this.id
#     }
package driftgate.aws.sagemaker.notebook_key

import rego.v1

deny contains {"path": ["kms_key_id"], "observed": key, "required": "a key", "args": {}} if {
	key := object.get(input.attributes, "kms_key_id", null)
	key in [null, ""]
}
