# METADATA
# title: Accounts do not let images be given to everybody
# description: "The block of an account and region keeps every image from being made public, whoever tries. It does not take back what is public already."
# related_resources:
#   - https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/block-public-access-to-amis.html
# custom:
#   id: compute-image-block
#   severity: medium
#   reason: "It is a guard; each image is judged by itself."
#   category: access
#   resource_types:
#     - aws_ec2_image_block_public_access
#   requires:
#     - state
#   controls:
#     - "nist-800-53-r5:AC-3"
#   message: "images may be made public"
#   remediation: "set state = \"block-new-sharing\""
#   example: |
#     resource "aws_ec2_image_block_public_access" "main" {
#       state = "block-new-sharing"
#     }
package driftgate.aws.ec2.image_block

import rego.v1

deny contains {"path": ["state"], "observed": state, "required": "block-new-sharing", "args": {}} if {
	state := input.attributes.state
	state != "block-new-sharing"
}
