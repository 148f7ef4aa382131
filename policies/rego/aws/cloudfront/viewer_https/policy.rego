# METADATA
# title: Distributions answer in TLS
# description: "Each behaviour says whether people may ask in plain HTTP. It has to send them on to HTTPS or refuse them, the default one as well as those for some paths."
# related_resources:
#   - https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-https-viewers-to-cloudfront.html
# custom:
#   id: cloudfront-viewer-https
#   severity: high
#   reason: "Sessions and passwords can be read on the way."
#   category: encryption
#   resource_types:
#     - aws_cloudfront_distribution
#   requires:
#     - default_cache_behavior
#     - ordered_cache_behavior
#   reads:
#     - default_cache_behavior.viewer_protocol_policy
#     - ordered_cache_behavior.viewer_protocol_policy
#   controls:
#     - "nist-800-53-r5:SC-8"
#     - "nist-800-53-r5:SC-23"
#   aliases:
#     - CKV_AWS_34
#     - AVD-AWS-0012
#     - cloudfront_distributions_https_enabled
#   message: "{what} answers in plain HTTP"
#   remediation: "set viewer_protocol_policy to redirect-to-https or https-only"
#   example: |
#     resource "aws_cloudfront_distribution" "main" {
#       default_cache_behavior {
#         viewer_protocol_policy = "redirect-to-https"
#       }
#     }
package driftgate.aws.cloudfront.viewer_https

import rego.v1

behaviours := {"default_cache_behavior": "the default behaviour", "ordered_cache_behavior": "a behaviour for some paths"}

deny contains {"path": [name, index, "viewer_protocol_policy"], "observed": "allow-all", "required": "redirect-to-https", "args": {"what": what}} if {
	some name, what in behaviours
	some index, behaviour in input.attributes[name]
	behaviour.viewer_protocol_policy == "allow-all"
}
