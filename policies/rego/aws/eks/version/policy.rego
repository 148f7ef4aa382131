# METADATA
# title: "Clusters run a version that is repaired"
# description: "Versions of Kubernetes leave standard and then extended support, on days that AWS names; then it moves clusters by itself. A version that is not in the table of days is not known. Where nobody names a version AWS takes one, which only the cluster tells."
# related_resources:
#   - https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html
# custom:
#   id: eks-version
#   severity: high
#   reason: "Known flaws of Kubernetes stay open."
#   category: general
#   resource_types:
#     - aws_eks_cluster
#   facts:
#     - support
#   controls:
#     - "nist-800-53-r5:SI-2"
#     - "nist-800-53-r5:SA-22"
#   aliases:
#     - CKV_AWS_339
#     - eks_cluster_uses_a_supported_version
#   params:
#     support: { type: string, enum: [standard, extended], default: extended, weaker: higher, description: "the support that a version must be in: extended is what AWS still repairs for a fee" }
#   message: "version {version} is no longer repaired since {day}"
#   remediation: "move the cluster to a version in standard support, one after the other"
#   example: |
#     resource "aws_eks_cluster" "main" {
#       name     = "main"
#       role_arn = aws_iam_role.cluster.arn
#       version  = "1.35"
#     }
package driftgate.aws.eks.version

import data.driftgate.lib.support
import rego.v1

deny contains {"path": one.path, "observed": one.version, "required": "a version in support", "args": {"version": one.version, "day": one.day}, "unknown": one.unknown} if {
	some one in support.out(input.facts.support, "engine", input.params.support)
}
