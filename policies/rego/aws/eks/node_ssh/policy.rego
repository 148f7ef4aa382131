# METADATA
# title: Nodes do not answer SSH from everybody
# description: "A group of nodes with a key and without named groups opens port 22 to the world, without a rule that anybody sees."
# related_resources:
#   - https://docs.aws.amazon.com/eks/latest/APIReference/API_RemoteAccessConfig.html
# custom:
#   id: eks-node-ssh
#   severity: high
#   reason: "Port 22 of every node is open to the world."
#   category: network
#   resource_types:
#     - aws_eks_node_group
#   requires:
#     - remote_access
#   reads:
#     - remote_access.ec2_ssh_key
#     - remote_access.source_security_group_ids
#   controls:
#     - "nist-800-53-r5:AC-17"
#     - "nist-800-53-r5:SC-7"
#   aliases:
#     - CKV_AWS_100
#   message: "port 22 of the nodes is open to the world"
#   remediation: "name groups in source_security_group_ids, or use Session Manager"
#   example: |
#     resource "aws_eks_node_group" "main" {
#       cluster_name  = aws_eks_cluster.main.name
#       node_role_arn = aws_iam_role.node.arn
#       subnet_ids    = [aws_subnet.a.id]
#       remote_access {
#         ec2_ssh_key               = aws_key_pair.main.key_name
#         source_security_group_ids = [aws_security_group.admin.id]
#       }
#     }
package driftgate.aws.eks.node_ssh

import data.driftgate.lib.values
import rego.v1

deny contains {"path": ["remote_access", index, "source_security_group_ids"], "observed": null, "required": "named groups", "args": {}} if {
	some index, block in input.attributes.remote_access
	values.is_set(block.ec2_ssh_key)
	values.is_empty(object.get(block, "source_security_group_ids", null))
}
