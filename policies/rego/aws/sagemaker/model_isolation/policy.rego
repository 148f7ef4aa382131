# METADATA
# title: "Models are isolated or stand in a network of one's own"
# description: "A model of somebody else is a program. Isolated it talks to nobody; in a network of one's own what it says can be seen and refused. Neither is so where nobody sets it."
# related_resources:
#   - https://docs.aws.amazon.com/sagemaker/latest/dg/mkt-algo-model-internet-free.html
# custom:
#   id: sagemaker-model-isolation
#   severity: medium
#   reason: "what runs in the model can send data anywhere"
#   category: network
#   resource_types:
#     - aws_sagemaker_model
#   needs:
#     aws_sagemaker_model: [enable_network_isolation, vpc_config]
#   controls:
#     - "nist-800-53-r5:SC-7"
#   aliases: [CKV_AWS_370, sagemaker_models_network_isolation_enabled]
#   message: "the model can talk to anybody"
#   remediation: "set enable_network_isolation = true, or vpc_config"
#   example: |
#     resource "aws_sagemaker_model" "this" {
#       name                     = "prices"
#       execution_role_arn       = aws_iam_role.model.arn
#       enable_network_isolation = true
#       # ...
#     }
package driftgate.aws.sagemaker.model_isolation

import data.driftgate.lib.blocks
import rego.v1

deny contains {"path": ["enable_network_isolation"], "observed": value, "required": true, "args": {}} if {
	value := object.get(input.attributes, "enable_network_isolation", null)
	value != true
	count(blocks.entries(object.get(input.attributes, "vpc_config", null))) == 0
}
