# METADATA
# title: "Users of notebooks are not root"
# description: "Whoever uses a notebook is root in it unless that is disabled, and may change what runs there, also what watches it."
# related_resources:
#   - https://docs.aws.amazon.com/sagemaker/latest/dg/nbi-root-access.html
# custom:
#   id: sagemaker-notebook-root
#   severity: medium
#   reason: "users may take away what protects the notebook"
#   category: access
#   resource_types:
#     - aws_sagemaker_notebook_instance
#   needs:
#     aws_sagemaker_notebook_instance: [root_access]
#   controls:
#     - "nist-800-53-r5:AC-6"
#   aliases: [CKV_AWS_307, sagemaker_notebook_instance_root_access_disabled]
#   message: "users of the notebook are root"
#   remediation: "set root_access = \"Disabled\""
#   example: |
#     resource "aws_sagemaker_notebook_instance" "this" {
#       name          = "research"
#       instance_type = "ml.t3.medium"
#       role_arn      = aws_iam_role.research.arn
#       root_access   = "Disabled"
#     }
package driftgate.aws.sagemaker.notebook_root

import rego.v1

deny contains {"path": ["root_access"], "observed": value, "required": "Disabled", "args": {}} if {
	value := object.get(input.attributes, "root_access", null)
	value != "Disabled"
}
