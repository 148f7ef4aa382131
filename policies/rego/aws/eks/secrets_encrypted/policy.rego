# METADATA
# title: Secrets of clusters are encrypted with a key of ours
# description: "Kubernetes keeps secrets as they are. With a key of one's own somebody can see who reads them, and take the key away."
# related_resources:
#   - https://docs.aws.amazon.com/eks/latest/userguide/enable-kms.html
# custom:
#   id: eks-secrets-encrypted
#   severity: medium
#   reason: "AWS encrypts its disks, and newer clusters with a key of AWS."
#   category: encryption
#   resource_types:
#     - aws_eks_cluster
#   requires:
#     - encryption_config
#   reads:
#     - encryption_config.resources
#   controls:
#     - "nist-800-53-r5:SC-28"
#     - "nist-800-53-r5:SC-12"
#   aliases:
#     - CKV_AWS_58
#     - AVD-AWS-0039
#     - eks_cluster_kms_cmk_encryption_in_secrets_enabled
#   message: "secrets are not encrypted with a key of ours"
#   remediation: "add encryption_config for secrets with a KMS key"
#   example: |
#     resource "aws_eks_cluster" "main" {
#       name     = "main"
#       role_arn = aws_iam_role.cluster.arn
#       encryption_config {
#         resources = ["secrets"]
#         provider {
#           key_arn = aws_kms_key.main.arn
#         }
#       }
#     }
package driftgate.aws.eks.secrets_encrypted

import rego.v1

covered if {
	some block in input.attributes.encryption_config
	"secrets" in block.resources
}

deny contains {"path": ["encryption_config"], "observed": null, "required": "secrets", "args": {}} if not covered
