# METADATA
# title: "DocumentDB runs a version that is repaired"
# description: "Versions of DocumentDB leave standard and then extended support, on days that AWS names. What is not in the table of days is not known, nor is the version that AWS takes where nobody names one."
# related_resources:
#   - https://docs.aws.amazon.com/documentdb/latest/developerguide/docdb-version-support-dates.html
# custom:
#   id: docdb-engine-version
#   severity: high
#   reason: "Known flaws of the database stay open."
#   category: general
#   resource_types:
#     - aws_docdb_cluster
#   facts:
#     - support
#   controls:
#     - "nist-800-53-r5:SI-2"
#     - "nist-800-53-r5:SA-22"
#   params:
#     support: { type: string, enum: [standard, extended], default: extended, weaker: higher, description: "the support that a version must be in: extended is what AWS still repairs for a fee" }
#   message: "version {version} is no longer repaired since {day}"
#   remediation: "move the cluster to a version in standard support"
#   example: |
#     resource "aws_docdb_cluster" "main" {
#       cluster_identifier = "main"
#       engine_version     = "5.0.0"
#     }
package driftgate.aws.docdb.engine_version

import data.driftgate.lib.support
import rego.v1

deny contains {"path": one.path, "observed": one.version, "required": "a version in support", "args": {"version": one.version, "day": one.day}, "unknown": one.unknown} if {
	some one in support.out(input.facts.support, "engine", input.params.support)
}
