# METADATA
# title: "Redshift is encrypted at rest"
# description: "Blocks of data and snapshots are encrypted only where the cluster is. Up to version 5 of the provider it is not unless somebody sets it; serverless namespaces always are."
# related_resources:
#   - https://docs.aws.amazon.com/redshift/latest/mgmt/working-with-db-encryption.html
# custom:
#   id: redshift-encrypted
#   severity: high
#   reason: "snapshots and copies of the storage can be read by whoever gets them"
#   category: encryption
#   resource_types:
#     - aws_redshift_cluster
#   needs:
#     aws_redshift_cluster: [encrypted]
#   controls:
#     - "nist-800-53-r5:SC-28"
#   aliases: [CKV_AWS_64, redshift_cluster_encrypted_at_rest]
#   message: "the cluster is not encrypted"
#   remediation: "set encrypted = true"
#   example: |
#     resource "aws_redshift_cluster" "this" {
#       cluster_identifier = "sales"
#       encrypted          = true
#       kms_key_id         = aws_kms_key.this.arn
#       # ...
#     }
package driftgate.aws.redshift.encrypted

import rego.v1

# The schema has a switch, and older versions a text.
deny contains {"path": ["encrypted"], "observed": value, "required": true, "args": {}} if {
	value := object.get(input.attributes, "encrypted", null)
	not value in [true, "true"]
}
