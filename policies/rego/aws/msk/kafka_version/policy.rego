# METADATA
# title: "Kafka runs a version that is repaired"
# description: "Versions of Apache Kafka leave the support of MSK on days that AWS names; then it moves clusters by itself. What is not in the table of days is not known."
# related_resources:
#   - https://docs.aws.amazon.com/msk/latest/developerguide/version-support.html
# custom:
#   id: msk-kafka-version
#   severity: high
#   reason: "Known flaws of Kafka stay open."
#   category: general
#   resource_types:
#     - aws_msk_cluster
#   facts:
#     - support
#   controls:
#     - "nist-800-53-r5:SI-2"
#     - "nist-800-53-r5:SA-22"
#   message: "version {version} is no longer repaired since {day}"
#   remediation: "move the cluster to a version that AWS recommends"
#   example: |
#     resource "aws_msk_cluster" "main" {
#       cluster_name           = "main"
#       kafka_version          = "3.9.x"
#       number_of_broker_nodes = 3
#     }
package driftgate.aws.msk.kafka_version

import data.driftgate.lib.support
import rego.v1

deny contains {"path": one.path, "observed": one.version, "required": "a version in support", "args": {"version": one.version, "day": one.day}, "unknown": one.unknown} if {
	some one in support.out(input.facts.support, "engine", "extended")
}
