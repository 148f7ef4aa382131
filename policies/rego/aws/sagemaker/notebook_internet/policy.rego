# METADATA
# title: "Notebooks do not reach the internet by themselves"
# description: "A notebook has a way of its own into the internet, past the network that it stands in, unless it is disabled. Data goes out by it where no firewall and no flow log sees it."
# related_resources:
#   - https://docs.aws.amazon.com/sagemaker/latest/dg/appendix-notebook-and-internet-access.html
# custom:
#   id: sagemaker-notebook-internet
#   severity: high
#   reason: "data leaves where the network does not see it"
#   category: network
#   resource_types:
#     - aws_sagemaker_notebook_instance
#   needs:
#     aws_sagemaker_notebook_instance: [direct_internet_access]
#   controls:
#     - "nist-800-53-r5:SC-7"
#   aliases: [CKV_AWS_122, sagemaker_notebook_instance_without_direct_internet_access_configured]
#   message: "the notebook reaches the internet directly"
#   remediation: "set direct_internet_access = \"Disabled\", with subnet_id and security_groups (the notebook is made anew)"
#   example: |
#     resource "aws_sagemaker_notebook_instance" "this" {
#       name                   = "research"
#       instance_type          = "ml.t3.medium"
#       role_arn               = aws_iam_role.research.arn
#       subnet_id              = aws_subnet.private.id
#       security_groups        = [aws_security_group.research.id]
#       direct_internet_access = "Disabled"
#     }
package driftgate.aws.sagemaker.notebook_internet

import rego.v1

deny contains {"path": ["direct_internet_access"], "observed": value, "required": "Disabled", "args": {}} if {
	value := object.get(input.attributes, "direct_internet_access", null)
	value != "Disabled"
}
