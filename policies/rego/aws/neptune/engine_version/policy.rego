# METADATA
# title: "Neptune runs a version that is repaired"
# description: "Releases of Neptune come to their end on days that AWS names; then it moves clusters by itself. What is not in the table of days is not known, nor is the version that AWS takes where nobody names one."
# related_resources:
#   - https://docs.aws.amazon.com/neptune/latest/userguide/engine-releases.html
# custom:
#   id: neptune-engine-version
#   severity: high
#   reason: "Known flaws of the database stay open."
#   category: general
#   resource_types:
#     - aws_neptune_cluster
#   facts:
#     - support
#   controls:
#     - "nist-800-53-r5:SI-2"
#     - "nist-800-53-r5:SA-22"
#   message: "version {version} is no longer repaired since {day}"
#   remediation: "move the cluster to a newer release"
#   example: |
#     resource "aws_neptune_cluster" "main" {
#       cluster_identifier = "main"
#       engine_version     = "1.4.8.0"
#     }
package driftgate.aws.neptune.engine_version

import data.driftgate.lib.support
import rego.v1

deny contains {"path": one.path, "observed": one.version, "required": "a version in support", "args": {"version": one.version, "day": one.day}, "unknown": one.unknown} if {
	some one in support.out(input.facts.support, "engine", "extended")
}
