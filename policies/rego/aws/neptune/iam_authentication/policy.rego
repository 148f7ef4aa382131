# METADATA
# title: "Neptune asks who somebody is"
# description: "A graph has no users and passwords. Without IAM whoever reaches its port reads and changes all of it."
# related_resources:
#   - https://docs.aws.amazon.com/neptune/latest/userguide/iam-auth.html
# custom:
#   id: neptune-iam-authentication
#   severity: high
#   reason: "whoever reaches the network reads and changes everything"
#   category: access
#   resource_types:
#     - aws_neptune_cluster
#   needs:
#     aws_neptune_cluster: [iam_database_authentication_enabled]
#   controls:
#     - "nist-800-53-r5:IA-2"
#     - "nist-800-53-r5:AC-3"
#   aliases: [CKV_AWS_359, neptune_cluster_iam_authentication_enabled]
#   message: "whoever reaches the cluster may do everything"
#   remediation: "set iam_database_authentication_enabled = true"
#   example: |
#     resource "aws_neptune_cluster" "this" {
#       iam_database_authentication_enabled = true
#       # ...
#     }
package driftgate.aws.neptune.iam_authentication

import rego.v1

deny contains {"path": ["iam_database_authentication_enabled"], "observed": value, "required": true, "args": {}} if {
	value := object.get(input.attributes, "iam_database_authentication_enabled", null)
	value != true
}
