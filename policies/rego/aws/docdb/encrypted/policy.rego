# METADATA
# title: "DocumentDB is encrypted at rest"
# description: "Storage of a cluster is encrypted when it is made, or never. It is off unless somebody sets it, also of global clusters; elastic clusters always are encrypted, and have nothing to set."
# related_resources:
#   - https://docs.aws.amazon.com/documentdb/latest/developerguide/encryption-at-rest.html
# custom:
#   id: docdb-encrypted
#   severity: high
#   reason: "snapshots and copies of the storage can be read by whoever gets them"
#   category: encryption
#   resource_types:
#     - aws_docdb_cluster
#     - aws_docdb_global_cluster
#   requires:
#     - storage_encrypted
#   optional:
#     - arn
#     - source_db_cluster_identifier
#   controls:
#     - "nist-800-53-r5:SC-28"
#   aliases: [CKV_AWS_74, AVD-AWS-0021, documentdb_cluster_storage_encrypted]
#   message: "the cluster is not encrypted"
#   remediation: "set storage_encrypted = true (the cluster is made anew)"
#   example: |
#     resource "aws_docdb_cluster" "this" {
#       storage_encrypted = true
#       kms_key_id        = aws_kms_key.this.arn
#       # ...
#     }
package driftgate.aws.docdb.encrypted

import rego.v1

deny contains {"path": ["storage_encrypted"], "observed": value, "required": true, "args": {}, "unknown": unread} if {
	value := object.get(input.attributes, "storage_encrypted", null)
	value != true
}

# A global cluster that is made of another one, and not made yet: what has an ARN is as it was read.
is_copy if {
	object.get(input.attributes, "source_db_cluster_identifier", "") != ""
	object.get(input.attributes, "arn", "") == ""
}

unread := "it is encrypted as the cluster is that it is made from" if is_copy

unread := "" if not is_copy
