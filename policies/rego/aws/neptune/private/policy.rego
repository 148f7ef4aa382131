# METADATA
# title: "Neptune is not reachable from the internet"
# description: "Since version 1.4.6 an instance may have a public address. It has none unless somebody sets it."
# related_resources:
#   - https://docs.aws.amazon.com/neptune/latest/userguide/neptune-public-endpoints.html
# custom:
#   id: neptune-private
#   severity: critical
#   reason: "anybody on the internet can send queries"
#   category: network
#   resource_types:
#     - aws_neptune_cluster_instance
#   needs:
#     aws_neptune_cluster_instance: [publicly_accessible]
#   controls:
#     - "nist-800-53-r5:SC-7"
#   aliases: [CKV_AWS_102]
#   message: "the instance has a public address"
#   remediation: "set publicly_accessible = false"
#   example: |
#     resource "aws_neptune_cluster_instance" "this" {
#       cluster_identifier  = aws_neptune_cluster.this.id
#       instance_class      = "db.r6g.large"
#       publicly_accessible = false
#     }
package driftgate.aws.neptune.private

import rego.v1

deny contains {"path": ["publicly_accessible"], "observed": value, "required": false, "args": {}} if {
	value := object.get(input.attributes, "publicly_accessible", null)
	value != false
}
