# METADATA
# title: Distributions say what they answer for no path
# description: "Without a default root object a question for the bare name lists what is in a bucket, where the bucket lets one list it."
# custom:
#   id: cloudfront-root-object
#   severity: low
#   reason: "It takes a bucket that lets everybody list it."
#   category: access
#   resource_types:
#     - aws_cloudfront_distribution
#   requires:
#     - default_root_object
#   controls:
#     - "nist-800-53-r5:SC-7"
#     - "nist-800-53-r5:AC-3"
#   aliases:
#     - CKV_AWS_305
#     - cloudfront_distributions_default_root_object
#   message: "the distribution has no default root object"
#   remediation: "set default_root_object"
#   example: |
#     resource "aws_cloudfront_distribution" "main" {
#       default_root_object = "index.html"
#     }
package driftgate.aws.cloudfront.root_object

import data.driftgate.lib.values
import rego.v1

deny contains {"path": ["default_root_object"], "observed": null, "required": "an object", "args": {}} if {
	values.is_empty(input.attributes.default_root_object)
}
