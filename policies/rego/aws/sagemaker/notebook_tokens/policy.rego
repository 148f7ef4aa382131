# METADATA
# title: "Notebooks ask for tokens before they tell keys"
# description: "The metadata of a notebook has keys of its role. In version 1 whoever makes the notebook ask for an address gets them; version 2 wants a token first."
# related_resources:
#   - https://docs.aws.amazon.com/sagemaker/latest/dg/nbi-imds.html
# custom:
#   id: sagemaker-notebook-tokens
#   severity: medium
#   reason: "a flaw in what runs there gives the keys of the role"
#   category: access
#   resource_types:
#     - aws_sagemaker_notebook_instance
#   needs:
#     aws_sagemaker_notebook_instance: [instance_metadata_service_configuration]
#   controls:
#     - "nist-800-53-r5:AC-3"
#   aliases: [CKV_AWS_371]
#   message: "metadata of version 1 is told"
#   remediation: "set minimum_instance_metadata_service_version = \"2\""
#   example: |
#     resource "aws_sagemaker_notebook_instance" "this" {
#       name          = "research"
#       instance_type = "ml.t3.medium"
#       role_arn      = aws_iam_role.research.arn
#       instance_metadata_service_configuration {
#         minimum_instance_metadata_service_version = "2"
#       }
#     }
package driftgate.aws.sagemaker.notebook_tokens

import data.driftgate.lib.blocks
import rego.v1

options := object.get(input.attributes, "instance_metadata_service_configuration", null)

deny contains {"path": blocks.path("instance_metadata_service_configuration", options, "minimum_instance_metadata_service_version"), "observed": version, "required": "2", "args": {}} if {
	version := blocks.member(options, "minimum_instance_metadata_service_version")
	version != "2"
}
