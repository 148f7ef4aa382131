# METADATA
# title: "Neptune is encrypted at rest"
# description: "Storage of a graph is encrypted when its cluster is made, or never. It is off unless somebody sets it, also of global clusters; what is restored from a snapshot is as that is."
# related_resources:
#   - https://docs.aws.amazon.com/neptune/latest/userguide/encrypt.html
# custom:
#   id: neptune-encrypted
#   severity: high
#   reason: "snapshots and copies of the storage can be read by whoever gets them"
#   category: encryption
#   resource_types:
#     - aws_neptune_cluster
#     - aws_neptune_global_cluster
#   requires:
#     - storage_encrypted
#   optional:
#     - arn
#     - source_db_cluster_identifier
#   controls:
#     - "nist-800-53-r5:SC-28"
#   aliases: [CKV_AWS_44, AVD-AWS-0076, neptune_cluster_storage_encrypted]
#   message: "the cluster is not encrypted"
#   remediation: "set storage_encrypted = true (the cluster is made anew)"
#   example: |
#     resource "aws_neptune_cluster" "this" {
#       storage_encrypted = true
#       kms_key_arn       = aws_kms_key.this.arn
#       # ...
#     }
package driftgate.aws.neptune.encrypted

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
