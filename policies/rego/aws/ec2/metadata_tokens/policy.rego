# METADATA
# title: Instances require tokens for metadata (IMDSv2)
# description: Instances require tokens for metadata (IMDSv2).
# custom:
#   id: compute-metadata-tokens
#   severity: high
#   category: access
#   resource_types:
#     - aws_instance
#   requires:
#     - metadata_options
#   controls:
#     - "nist-800-53-r5:AC-3"
#     - "cis-aws-3.0:5.6"
#   message: "metadata is given without a token"
#   remediation: "set http_tokens to required"
package driftgate.aws.ec2.metadata_tokens

import rego.v1

kept if {
	some block in input.attributes.metadata_options
	block.http_tokens == "required"
}

deny contains {"path": ["metadata_options"], "observed": null, "required": true, "args": {}} if not kept
