# METADATA
# title: "Databases are encrypted at rest"
# description: "Storage that is not encrypted gives its data to whoever gets at a copy of it, and it cannot be encrypted later. Instances, clusters and global clusters are judged. Aurora Serverless of the first version always is encrypted; a replica or what is restored is as its source is, which only the source tells."
# related_resources:
#   - https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.Encryption.html
# custom:
#   id: rds-encrypted
#   severity: high
#   reason: "snapshots and copies of the storage can be read by whoever gets them"
#   category: encryption
#   resource_types:
#     - aws_db_instance
#     - aws_rds_cluster
#     - aws_rds_global_cluster
#   needs:
#     aws_db_instance: [storage_encrypted]
#     aws_rds_cluster: [storage_encrypted, engine_mode]
#     aws_rds_global_cluster: [storage_encrypted]
#   optional:
#     - arn
#     - replication_source_identifier
#     - snapshot_identifier
#     - source_db_cluster_identifier
#     - kms_key_id
#     - replicate_source_db
#   controls:
#     - "nist-800-53-r5:SC-28"
#     - "cis-aws-3.0:2.3.1"
#   aliases: [CKV_AWS_16, CKV_AWS_96, CKV_AWS_140, AVD-AWS-0079, AVD-AWS-0080, rds_instance_storage_encrypted, rds_cluster_storage_encrypted]
#   message: "the database is not encrypted"
#   remediation: "set storage_encrypted = true (the database is made anew)"
#   example: |
#     resource "aws_db_instance" "this" {
#       engine            = "postgres"
#       storage_encrypted = true
#       kms_key_id        = aws_kms_key.this.arn
#       # ...
#     }
package driftgate.aws.rds.encrypted

import data.driftgate.lib.values
import rego.v1

deny contains {"path": ["storage_encrypted"], "observed": value, "required": true, "args": {}, "unknown": unread} if {
	value := object.get(input.attributes, "storage_encrypted", null)
	value != true
	object.get(input.attributes, "engine_mode", "") != "serverless"
	not is_replica_with_key
}

# A replica in another region is encrypted with the key that it names, whatever else is written.
is_replica_with_key if {
	values.says(input, "replicate_source_db")
	values.says(input, "kms_key_id")
}

# Made from another database, and not made yet: what has an ARN is as it was read.
is_copy if {
	some name in ["replicate_source_db", "replication_source_identifier", "snapshot_identifier", "source_db_cluster_identifier"]
	values.says(input, name)
	not values.says(input, "arn")
}

unread := "it is encrypted as the database is that it is made from" if is_copy

unread := "" if not is_copy
