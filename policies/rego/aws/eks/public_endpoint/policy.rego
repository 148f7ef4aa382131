# METADATA
# title: The API of a cluster does not answer the whole world
# description: "The endpoint of a cluster is public and open to everybody unless somebody says otherwise. It should be private, or open to known networks, which are taken together."
# related_resources:
#   - https://docs.aws.amazon.com/eks/latest/userguide/cluster-endpoint.html
# custom:
#   id: eks-public-endpoint
#   severity: high
#   reason: "Everybody can try credentials and flaws of the API that steers all containers."
#   category: network
#   resource_types:
#     - aws_eks_cluster
#   requires:
#     - vpc_config
#   facts:
#     - exposures
#   controls:
#     - "nist-800-53-r5:SC-7"
#     - "nist-800-53-r5:AC-17"
#   aliases:
#     - CKV_AWS_38
#     - AVD-AWS-0041
#     - eks_cluster_not_publicly_accessible
#   message: "the API of the cluster answers the world"
#   remediation: "set endpoint_public_access = false, or list known networks in public_access_cidrs"
#   example: |
#     resource "aws_eks_cluster" "main" {
#       name     = "main"
#       role_arn = aws_iam_role.cluster.arn
#       vpc_config {
#         subnet_ids              = [aws_subnet.a.id, aws_subnet.b.id]
#         endpoint_private_access = true
#         endpoint_public_access  = false
#       }
#     }
package driftgate.aws.eks.public_endpoint

import data.driftgate.lib.values
import rego.v1

# What is not said is public; where only an apply tells it, it is found at that place.
place(index, block) := ["vpc_config", index, "endpoint_public_access"] if {
	object.get(block, "endpoint_public_access", null) == null
}

place(index, block) := ["vpc_config", index, "public_access_cidrs"] if {
	values.is_on(object.get(block, "endpoint_public_access", null))
}

deny contains {"path": place(index, block), "observed": null, "required": "known networks", "args": {}} if {
	some index, block in input.attributes.vpc_config
	values.is_empty(object.get(block, "public_access_cidrs", null))
}

deny contains {"path": place(index, block), "observed": object.get(block, "public_access_cidrs", null), "required": "known networks", "args": {}, "unknown": entry.unknown, "pin": entry.pin} if {
	some index, block in input.attributes.vpc_config
	some entry in input.facts.exposures
}
