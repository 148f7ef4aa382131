# METADATA
# title: "Snapshots are encrypted"
# description: "A snapshot is as its volume; a copy and an import are encrypted where somebody says so, or where the account encrypts by default, which code does not tell. Only snapshots without encryption can be made public."
# related_resources:
#   - https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption.html
# custom:
#   id: ec2-snapshot-encrypted
#   severity: high
#   reason: "whoever gets the snapshot can read it"
#   category: encryption
#   resource_types:
#     - aws_ebs_snapshot
#     - aws_ebs_snapshot_copy
#     - aws_ebs_snapshot_import
#   requires:
#     - encrypted
#   controls:
#     - "nist-800-53-r5:SC-28"
#   aliases: [AVD-AWS-0027, ec2_ebs_snapshots_encrypted]
#   message: "the snapshot is not encrypted"
#   remediation: "make an encrypted copy (aws_ebs_snapshot_copy with encrypted = true), and delete this one"
#   example: |
#     resource "aws_ebs_snapshot_copy" "this" {
#       source_region      = "eu-central-1"
#       source_snapshot_id = aws_ebs_snapshot.this.id
#       encrypted          = true
#     }
package driftgate.aws.ec2.snapshot_encrypted

import rego.v1

deny contains {"path": ["encrypted"], "observed": value, "required": true, "args": {}, "unknown": unread(value)} if {
	value := object.get(input.attributes, "encrypted", null)
	value != true
}

# A plan tells nothing of what nobody sets as null.
unread(null) := "the account's default and the source decide whether it is encrypted"

unread(value) := "" if value != null
