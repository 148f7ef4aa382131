# METADATA
# title: "Clusters of Aurora have a second member"
# description: "Storage of Aurora stands in three zones, but a cluster with one member serves nobody while that is replaced. Serverless of the first version has no members, and a Multi-AZ cluster of RDS gets three by itself; both are not judged."
# related_resources:
#   - https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Concepts.AuroraHighAvailability.html
# custom:
#   id: rds-cluster-members
#   severity: medium
#   reason: "the failure of one zone or machine stops the database for minutes"
#   category: recovery
#   resource_types:
#     - aws_rds_cluster
#   needs:
#     aws_rds_cluster: [engine, engine_mode]
#   related:
#     - aws_rds_cluster_instance
#   controls:
#     - "nist-800-53-r5:CP-10"
#   aliases: [rds_cluster_multi_az]
#   params:
#     members: { type: integer, minimum: 1, maximum: 16, default: 2, weaker: lower, description: "the fewest members of a cluster" }
#   message: "the cluster has {count} members"
#   remediation: "add an aws_rds_cluster_instance in another zone"
#   example: |
#     resource "aws_rds_cluster_instance" "this" {
#       count              = 2
#       cluster_identifier = aws_rds_cluster.this.id
#       engine             = aws_rds_cluster.this.engine
#       instance_class     = "db.r6g.large"
#     }
package driftgate.aws.rds.cluster_members

import rego.v1

members := count(object.get(input.related, "aws_rds_cluster_instance", []))

deny contains {"path": [], "observed": members, "required": 2, "args": {"count": members}} if {
	startswith(lower(object.get(input.attributes, "engine", "")), "aurora")
	object.get(input.attributes, "engine_mode", "") != "serverless"
	members < input.params.members
}
