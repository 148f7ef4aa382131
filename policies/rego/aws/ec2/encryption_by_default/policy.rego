# METADATA
# title: "The account encrypts volumes by default"
# description: "Where the account encrypts by default, every new volume, copy and import in the region is encrypted, also what an autoscaling group or somebody by hand makes. The resource switches it on unless it says no; a region without it is not judged here."
# related_resources:
#   - https://docs.aws.amazon.com/ebs/latest/userguide/encryption-by-default.html
# custom:
#   id: ec2-encryption-by-default
#   severity: medium
#   reason: "volumes of which nobody says it are not encrypted"
#   category: encryption
#   resource_types:
#     - aws_ebs_encryption_by_default
#   needs:
#     aws_ebs_encryption_by_default: [enabled]
#   controls:
#     - "nist-800-53-r5:SC-28"
#     - "cis-aws-3.0:2.2.1"
#   aliases: [CKV_AWS_106, ec2_ebs_default_encryption]
#   message: "new volumes are not encrypted by default"
#   remediation: "set enabled = true"
#   example: |
#     resource "aws_ebs_encryption_by_default" "this" {
#       enabled = true
#     }
package driftgate.aws.ec2.encryption_by_default

import rego.v1

deny contains {"path": ["enabled"], "observed": value, "required": true, "args": {}} if {
	value := object.get(input.attributes, "enabled", null)
	value != true
}
