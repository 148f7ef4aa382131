# METADATA
# title: "Databases let IAM identities log in"
# description: "With IAM people and programs log in with tokens of a quarter of an hour instead of passwords that stay. MySQL, MariaDB, PostgreSQL and Aurora can do it; Oracle, SQL Server and Db2 cannot, and are not judged."
# related_resources:
#   - https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.html
# custom:
#   id: rds-iam-authentication
#   severity: low
#   reason: "passwords are as safe as those who keep them"
#   category: access
#   resource_types:
#     - aws_db_instance
#     - aws_rds_cluster
#   requires:
#     - iam_database_authentication_enabled
#   optional:
#     - engine
#   controls:
#     - "nist-800-53-r5:IA-2"
#   aliases: [CKV_AWS_161, CKV_AWS_162, AVD-AWS-0176, rds_instance_iam_authentication_enabled, rds_cluster_iam_authentication_enabled]
#   message: "people and programs log in with passwords only"
#   remediation: "set iam_database_authentication_enabled = true"
#   example: |
#     resource "aws_db_instance" "this" {
#       engine                              = "postgres"
#       iam_database_authentication_enabled = true
#       # ...
#     }
package driftgate.aws.rds.iam_authentication

import rego.v1

# An engine that is not known matters only where it might not be able to do it.
engine := object.get(input.attributes, "engine", null)

able := ["mysql", "mariadb", "postgres", "aurora", "aurora-mysql", "aurora-postgresql"]

deny contains {"path": ["iam_database_authentication_enabled"], "observed": value, "required": true, "args": {}, "unknown": unread} if {
	value := object.get(input.attributes, "iam_database_authentication_enabled", null)
	value != true
	may
}

may if lower(engine) in able

may if engine == null

unread := "which engine it has is not known" if engine == null

unread := "" if engine != null
