# METADATA
# title: "Databases run a version that is repaired"
# description: "Versions of MySQL, PostgreSQL, MariaDB and Aurora leave standard and then extended support, on days that AWS names; then it moves databases by itself. What is not in the table of days is not known, nor is the version that AWS takes where nobody names one. A replica runs what its source runs, which is judged."
# related_resources:
#   - https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/extended-support.html
#   - https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/MySQL.Concepts.VersionMgmt.html
#   - https://docs.aws.amazon.com/AmazonRDS/latest/PostgreSQLReleaseNotes/postgresql-release-calendar.html
# custom:
#   id: rds-engine-version
#   severity: high
#   reason: "Known flaws of the database stay open."
#   category: general
#   resource_types:
#     - aws_db_instance
#     - aws_rds_cluster
#   needs:
#     aws_db_instance: [replicate_source_db]
#     aws_rds_cluster: [engine]
#   facts:
#     - support
#   controls:
#     - "nist-800-53-r5:SI-2"
#     - "nist-800-53-r5:SA-22"
#   aliases:
#     - rds_instance_deprecated_engine_version
#   params:
#     support: { type: string, enum: [standard, extended], default: extended, weaker: higher, description: "the support that a version must be in: extended is what AWS still repairs for a fee" }
#   message: "version {version} is no longer repaired since {day}"
#   remediation: "move the database to a major version in standard support"
#   example: |
#     resource "aws_db_instance" "main" {
#       engine         = "postgres"
#       engine_version = "17"
#       instance_class = "db.t4g.medium"
#     }
package driftgate.aws.rds.engine_version

import data.driftgate.lib.support
import rego.v1

deny contains {"path": one.path, "observed": one.version, "required": "a version in support", "args": {"version": one.version, "day": one.day}, "unknown": one.unknown} if {
	some one in support.out(input.facts.support, "engine", input.params.support)
	not is_replica
}

is_replica if {
	not object.get(input.attributes, "replicate_source_db", null) in {null, ""}
}
