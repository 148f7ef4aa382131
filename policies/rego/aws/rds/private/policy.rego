# METADATA
# title: "Databases are not reachable from the internet"
# description: "A database with a public address stands in the internet, and what keeps people out is a rule of a firewall and a password. Members of a cluster have addresses of their own."
# related_resources:
#   - https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_VPC.WorkingWithRDSInstanceinaVPC.html
# custom:
#   id: rds-private
#   severity: critical
#   reason: "anybody on the internet can try to log in"
#   category: network
#   resource_types:
#     - aws_db_instance
#     - aws_rds_cluster_instance
#   requires:
#     - publicly_accessible
#   controls:
#     - "nist-800-53-r5:SC-7"
#     - "cis-aws-3.0:2.3.3"
#   aliases: [CKV_AWS_17, AVD-AWS-0180, rds_instance_no_public_access]
#   message: "the database has a public address"
#   remediation: "set publicly_accessible = false"
#   example: |
#     resource "aws_db_instance" "this" {
#       engine              = "postgres"
#       publicly_accessible = false
#       # ...
#     }
package driftgate.aws.rds.private

import rego.v1

deny contains {"path": ["publicly_accessible"], "observed": value, "required": false, "args": {}} if {
	value := object.get(input.attributes, "publicly_accessible", null)
	value != false
}
