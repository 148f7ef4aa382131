# METADATA
# title: Volumes are encrypted
# description: Volumes are encrypted.
# custom:
#   id: compute-volume-encrypted
#   severity: high
#   category: encryption
#   resource_types:
#     - aws_ebs_volume
#   requires:
#     - encrypted
#   controls:
#     - "nist-800-53-r5:SC-28"
#     - "cis-aws-3.0:2.2.1"
#   message: "the volume is not encrypted"
#   remediation: "set encrypted = true (the volume is made anew)"
package driftgate.aws.ec2.volume_encrypted

import rego.v1

deny contains {"path": ["encrypted"], "observed": value, "required": true, "args": {}} if {
	value := object.get(input.attributes, "encrypted", null)
	value != true
}
