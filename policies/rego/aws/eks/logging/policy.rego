# METADATA
# title: Clusters log what their API is asked
# description: "The logs of the API, of its audit and of who signs in tell who did what in a cluster. Nothing is logged unless somebody says so."
# related_resources:
#   - https://docs.aws.amazon.com/eks/latest/userguide/control-plane-logs.html
# custom:
#   id: eks-logging
#   severity: medium
#   reason: "It is a loss of proof, not of protection."
#   category: logging
#   resource_types:
#     - aws_eks_cluster
#   requires:
#     - enabled_cluster_log_types
#   controls:
#     - "nist-800-53-r5:AU-12"
#     - "nist-800-53-r5:AU-2"
#   aliases:
#     - CKV_AWS_37
#     - AVD-AWS-0038
#     - eks_control_plane_logging_all_types_enabled
#   message: "the logs of the kind {kind} are not kept"
#   remediation: "set enabled_cluster_log_types = [\"api\", \"audit\", \"authenticator\"]"
#   example: |
#     resource "aws_eks_cluster" "main" {
#       name                      = "main"
#       role_arn                  = aws_iam_role.cluster.arn
#       enabled_cluster_log_types = ["api", "audit", "authenticator"]
#     }
package driftgate.aws.eks.logging

import rego.v1

kinds := {"api", "audit", "authenticator"}

told := {kind | some kind in input.attributes.enabled_cluster_log_types}

deny contains {"path": ["enabled_cluster_log_types"], "observed": null, "required": kind, "args": {"kind": kind}} if {
	some kind in kinds
	not kind in told
}
