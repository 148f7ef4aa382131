# METADATA
# title: Origin access controls sign what is asked
# description: "A control with the behaviour never signs nothing, so that the bucket behind it has to be open. With no-override a name that somebody sends along is taken instead of the signature."
# related_resources:
#   - https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html
# custom:
#   id: cloudfront-origin-signing
#   severity: medium
#   reason: "The bucket's own policies say whether it is open."
#   category: access
#   resource_types:
#     - aws_cloudfront_origin_access_control
#   requires:
#     - signing_behavior
#   controls:
#     - "nist-800-53-r5:AC-3"
#   message: "the control signs {value}"
#   remediation: "set signing_behavior = \"always\""
#   example: |
#     resource "aws_cloudfront_origin_access_control" "main" {
#       name                              = "main"
#       origin_access_control_origin_type = "s3"
#       signing_behavior                  = "always"
#       signing_protocol                  = "sigv4"
#     }
package driftgate.aws.cloudfront.origin_signing

import rego.v1

words := {"never": "nothing", "no-override": "only what nobody else signed"}

deny contains {"path": ["signing_behavior"], "observed": value, "required": "always", "args": {"value": word}} if {
	value := input.attributes.signing_behavior
	word := words[value]
}
