# METADATA
# title: Clusters run a version that is repaired
# description: "Versions of Kubernetes leave standard and then extended support; AWS then moves clusters by itself. Whatever is older than 1.30 is out of both. Where nobody names a version AWS takes one, which only the cluster tells."
# related_resources:
#   - https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html
# custom:
#   id: eks-version
#   severity: high
#   reason: "Known flaws of Kubernetes stay open."
#   category: general
#   resource_types:
#     - aws_eks_cluster
#   requires:
#     - version
#   controls:
#     - "nist-800-53-r5:SI-2"
#     - "nist-800-53-r5:SA-22"
#   aliases:
#     - CKV_AWS_339
#     - eks_cluster_uses_a_supported_version
#   message: "version {version} is no longer repaired"
#   remediation: "move the cluster to a version in standard support, one after the other"
#   example: |
#     resource "aws_eks_cluster" "main" {
#       name     = "main"
#       role_arn = aws_iam_role.cluster.arn
#       version  = "1.33"
#     }
package driftgate.aws.eks.version

import rego.v1

deny contains {"path": ["version"], "observed": version, "required": "1.30 or newer", "args": {"version": version}} if {
	version := input.attributes.version
	parts := split(version, ".")
	to_number(parts[1]) < 30
}
