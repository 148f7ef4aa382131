# METADATA
# title: Instances require tokens for metadata (IMDSv2)
# description: "Without a token any program that can be made to fetch an address hands out the credentials of the instance. Templates and launch configurations count, and a service of metadata that is switched off needs no token. Where nobody says it, tokens are optional, unless the defaults of the account in the same region require them. What a launch template says for an instance is not seen beside it, nor what an image asks for."
# related_resources:
#   - https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html
# custom:
#   id: compute-metadata-tokens
#   severity: high
#   reason: "One flaw of a web application is enough to get the credentials of the machine."
#   category: access
#   resource_types:
#     - aws_instance
#     - aws_spot_instance_request
#     - aws_launch_template
#     - aws_launch_configuration
#   requires:
#     - metadata_options
#   reads:
#     - metadata_options.http_tokens
#     - metadata_options.http_endpoint
#   needs:
#     aws_ec2_instance_metadata_defaults: [http_tokens]
#   related:
#     - aws_ec2_instance_metadata_defaults
#   optional:
#     - launch_template.?
#   controls:
#     - "nist-800-53-r5:AC-3"
#     - "cis-aws-3.0:5.6"
#   aliases:
#     - CKV_AWS_79
#     - AVD-AWS-0028
#     - AVD-AWS-0130
#     - ec2_instance_imdsv2_enabled
#     - ec2_launch_template_imdsv2_required
#     - autoscaling_group_launch_configuration_requires_imdsv2
#   message: "metadata is given without a token"
#   remediation: "set http_tokens to required in metadata_options"
#   example: |
#     resource "aws_instance" "main" {
#       ami           = data.aws_ami.main.id
#       instance_type = "t3.micro"
#       metadata_options {
#         http_tokens = "required"
#       }
#     }
package driftgate.aws.ec2.metadata_tokens

import data.driftgate.lib.values
import rego.v1

# Nobody says it: then the defaults of the account decide, where somebody wrote them down. Where nobody did, it is a failure
# and not unknown: Terraform documents "optional", code is right only by what it says, and defaults that stand nowhere, or
# an image, may be others tomorrow without a line of it. Once the instance runs, what was read of it decides.
account_requires if {
	some told in input.related.aws_ec2_instance_metadata_defaults
	told.attributes.http_tokens == "required"
}

# What a template or a configuration starts is still to come.
inherited if {
	account_requires
	not input.type in machines
}

# Of a machine that was read nothing is inherited: it may have begun before the defaults.
inherited if {
	account_requires
	input.attributes.metadata_options == null
}

machines := {"aws_instance", "aws_spot_instance_request"}

blocks := [block | some block in input.attributes.metadata_options; block != null]

deny contains {"path": ["metadata_options", index, "http_tokens"], "observed": object.get(block, "http_tokens", null), "required": "required", "args": {}} if {
	some index, block in input.attributes.metadata_options
	object.get(block, "http_tokens", null) != "required"
	object.get(block, "http_endpoint", null) != "disabled"
	not inherits(object.get(block, "http_tokens", null))
}

inherits(null) if account_requires

deny contains {"path": ["metadata_options"], "observed": null, "required": "required", "args": {}} if {
	count(blocks) == 0
	not templated
	not inherited
}

deny contains {"path": ["metadata_options"], "observed": null, "required": "required", "args": {}, "unknown": "the launch template of the instance says what metadata asks for"} if {
	count(blocks) == 0
	templated
}

templated if {
	input.type in machines
	values.told(input, "launch_template") != []
}
