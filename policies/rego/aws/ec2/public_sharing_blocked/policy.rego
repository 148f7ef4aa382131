# METADATA
# title: "Snapshots and images cannot be made public"
# description: "The account can refuse in a region that anybody makes snapshots or images public, whatever their permissions say. Of images new accounts refuse it by themselves, of snapshots none."
# related_resources:
#   - https://docs.aws.amazon.com/ebs/latest/userguide/block-public-access-snapshots.html
# custom:
#   id: ec2-public-sharing-blocked
#   severity: medium
#   reason: "one wrong call gives a disk to every account of AWS"
#   category: access
#   resource_types:
#     - aws_ebs_snapshot_block_public_access
#     - aws_ec2_image_block_public_access
#   requires:
#     - state
#   controls:
#     - "nist-800-53-r5:AC-3"
#     - "nist-800-53-r5:SC-7"
#   aliases: [ec2_ebs_snapshot_account_block_public_access]
#   message: "public sharing is {state}"
#   remediation: "set state = \"block-all-sharing\", of images \"block-new-sharing\""
#   example: |
#     resource "aws_ebs_snapshot_block_public_access" "this" {
#       state = "block-all-sharing"
#     }
package driftgate.aws.ec2.public_sharing_blocked

import rego.v1

deny contains {"path": ["state"], "observed": state, "required": "block-all-sharing", "args": {"state": state}} if {
	state := object.get(input.attributes, "state", null)
	not state in ["block-all-sharing", "block-new-sharing"]
}
