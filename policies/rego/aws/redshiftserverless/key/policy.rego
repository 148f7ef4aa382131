# METADATA
# title: "Serverless namespaces have a key of one's own"
# description: "AWS encrypts every namespace with a key that it owns. A key of one's own says who may decrypt, records each use, and can be taken away."
# related_resources:
#   - https://docs.aws.amazon.com/redshift/latest/mgmt/serverless-workgroups-and-namespaces.html
# custom:
#   id: redshiftserverless-key
#   severity: low
#   reason: "the data is encrypted, with a key that says nothing of who may read it"
#   category: encryption
#   resource_types:
#     - aws_redshiftserverless_namespace
#   needs:
#     aws_redshiftserverless_namespace: [kms_key_id]
#   controls:
#     - "nist-800-53-r5:SC-28"
#     - "nist-800-53-r5:SC-12"
#   aliases: [CKV_AWS_282]
#   message: "the namespace is encrypted with a key of AWS"
#   remediation: "set kms_key_id"
#   example: |
#     resource "aws_redshiftserverless_namespace" "this" {
#       namespace_name = "sales"
#       kms_key_id     = aws_kms_key.this.arn
#     }
package driftgate.aws.redshiftserverless.key

import rego.v1

deny contains {"path": ["kms_key_id"], "observed": key, "required": "a key", "args": {}} if {
	key := object.get(input.attributes, "kms_key_id", null)
	key in [null, "", "AWS_OWNED_KMS_KEY"]
}
