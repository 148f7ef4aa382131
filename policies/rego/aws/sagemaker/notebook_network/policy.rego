# METADATA
# title: "Notebooks stand in a network of one's own"
# description: "Without a subnet a notebook stands in a network of AWS, past every rule and log of one's own."
# related_resources:
#   - https://docs.aws.amazon.com/sagemaker/latest/dg/appendix-notebook-and-internet-access.html
# custom:
#   id: sagemaker-notebook-network
#   severity: medium
#   reason: "no rule and no log of the network holds for it"
#   category: network
#   resource_types:
#     - aws_sagemaker_notebook_instance
#   needs:
#     aws_sagemaker_notebook_instance: [subnet_id]
#   controls:
#     - "nist-800-53-r5:SC-7"
#   aliases: [CKV_AWS_306, sagemaker_notebook_instance_vpc_settings_configured]
#   message: "the notebook stands in no network of one's own"
#   remediation: "set subnet_id and security_groups (the notebook is made anew)"
#   example: |
#     resource "aws_sagemaker_notebook_instance" "this" {
#       name            = "research"
#       instance_type   = "ml.t3.medium"
#       role_arn        = aws_iam_role.research.arn
#       subnet_id       = aws_subnet.private.id
#       security_groups = [aws_security_group.research.id]
#     }
package driftgate.aws.sagemaker.notebook_network

import rego.v1

deny contains {"path": ["subnet_id"], "observed": subnet, "required": "a subnet", "args": {}} if {
	subnet := object.get(input.attributes, "subnet_id", null)
	subnet in [null, ""]
}
