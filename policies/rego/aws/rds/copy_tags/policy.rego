# METADATA
# title: "Snapshots of databases have their tags"
# description: "Tags tell whose a snapshot is, what it costs and who may do what with it. Where they are not copied, none of that holds for snapshots. The members of a cluster leave it to the cluster."
# related_resources:
#   - https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Tagging.html
# custom:
#   id: rds-copy-tags
#   severity: low
#   reason: "permissions and costs by tags do not hold for snapshots"
#   category: general
#   resource_types:
#     - aws_db_instance
#     - aws_rds_cluster
#   requires:
#     - copy_tags_to_snapshot
#   controls:
#     - "nist-800-53-r5:CM-8"
#   aliases: [CKV2_AWS_60, CKV_AWS_313, rds_instance_copy_tags_to_snapshots, rds_cluster_copy_tags_to_snapshots]
#   message: "snapshots do not get the tags of the database"
#   remediation: "set copy_tags_to_snapshot = true"
#   example: |
#     resource "aws_db_instance" "this" {
#       engine                = "postgres"
#       copy_tags_to_snapshot = true
#       # ...
#     }
package driftgate.aws.rds.copy_tags

import rego.v1

deny contains {"path": ["copy_tags_to_snapshot"], "observed": value, "required": true, "args": {}} if {
	value := object.get(input.attributes, "copy_tags_to_snapshot", null)
	value != true
}
