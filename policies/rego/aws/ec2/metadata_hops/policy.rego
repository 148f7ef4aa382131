# METADATA
# title: Metadata of instances goes no further than the instance
# description: "With more than one hop the answer reaches containers on the instance, which then have the credentials of the machine."
# related_resources:
#   - https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-IMDS-new-instances.html
# custom:
#   id: compute-metadata-hops
#   severity: low
#   reason: "It takes a container that is not to be trusted."
#   category: access
#   resource_types:
#     - aws_launch_template
#     - aws_launch_configuration
#   requires:
#     - metadata_options
#   reads:
#     - metadata_options.http_put_response_hop_limit
#     - metadata_options.http_endpoint
#   controls:
#     - "nist-800-53-r5:AC-6"
#   aliases:
#     - CKV_AWS_341
#   params:
#     hops: { type: integer, minimum: 1, maximum: 64, default: 1, weaker: higher, description: "the most networks that an answer crosses" }
#   message: "metadata is answered over {hops} hops"
#   remediation: "set http_put_response_hop_limit = 1, and give containers credentials of their own"
#   example: |
#     resource "aws_launch_template" "main" {
#       metadata_options {
#         http_tokens                 = "required"
#         http_put_response_hop_limit = 1
#       }
#     }
package driftgate.aws.ec2.metadata_hops

import rego.v1

deny contains {"path": ["metadata_options", index, "http_put_response_hop_limit"], "observed": hops, "required": 1, "args": {"hops": hops}} if {
	some index, block in input.attributes.metadata_options
	hops := block.http_put_response_hop_limit
	hops > input.params.hops
	object.get(block, "http_endpoint", null) != "disabled"
}
