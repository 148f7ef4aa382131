# METADATA
# title: Distributions ask their origins in TLS 1.2
# description: "Between the edge and an origin lies the internet as well. The origin has to be asked in HTTPS, or as people ask where these must use HTTPS, and no version before TLS 1.2 may be allowed. A web site of S3 cannot; its bucket can be an origin itself."
# related_resources:
#   - https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-https-cloudfront-to-custom-origin.html
# custom:
#   id: cloudfront-origin-tls
#   severity: high
#   reason: "What people believe to be in TLS goes over the internet in plain text."
#   category: encryption
#   resource_types:
#     - aws_cloudfront_distribution
#   requires:
#     - origin
#     - default_cache_behavior
#     - ordered_cache_behavior
#   reads:
#     - origin.origin_id
#     - origin.custom_origin_config.origin_protocol_policy
#     - origin.custom_origin_config.origin_ssl_protocols
#     - default_cache_behavior.viewer_protocol_policy
#     - default_cache_behavior.target_origin_id
#     - ordered_cache_behavior.viewer_protocol_policy
#     - ordered_cache_behavior.target_origin_id
#   controls:
#     - "nist-800-53-r5:SC-8"
#     - "nist-800-53-r5:SC-13"
#   aliases:
#     - CKV2_AWS_72
#     - cloudfront_distributions_origin_traffic_encrypted
#     - cloudfront_distributions_using_deprecated_ssl_protocols
#   message: "an origin is asked in {how}"
#   remediation: "set origin_protocol_policy = \"https-only\" and origin_ssl_protocols = [\"TLSv1.2\"]"
#   example: |
#     resource "aws_cloudfront_distribution" "main" {
#       origin {
#         origin_id   = "main"
#         domain_name = "origin.example.org"
#         custom_origin_config {
#           http_port              = 80
#           https_port             = 443
#           origin_protocol_policy = "https-only"
#           origin_ssl_protocols   = ["TLSv1.2"]
#         }
#       }
#     }
package driftgate.aws.cloudfront.origin_tls

import rego.v1

old := {"SSLv3", "TLSv1", "TLSv1.1"}

plain_for(origin) if {
	some name in ["default_cache_behavior", "ordered_cache_behavior"]
	some behaviour in input.attributes[name]
	behaviour.viewer_protocol_policy == "allow-all"
	object.get(behaviour, "target_origin_id", "") == object.get(origin, "origin_id", "")
}

deny contains {"path": ["origin", index, "custom_origin_config", place, "origin_protocol_policy"], "observed": "http-only", "required": "https-only", "args": {"how": "plain HTTP"}} if {
	some index, origin in input.attributes.origin
	some place, config in origin.custom_origin_config
	config.origin_protocol_policy == "http-only"
}

deny contains {"path": ["origin", index, "custom_origin_config", place, "origin_protocol_policy"], "observed": "match-viewer", "required": "https-only", "args": {"how": "plain HTTP where people ask so"}} if {
	some index, origin in input.attributes.origin
	some place, config in origin.custom_origin_config
	config.origin_protocol_policy == "match-viewer"
	plain_for(origin)
}

deny contains {"path": ["origin", index, "custom_origin_config", place, "origin_ssl_protocols"], "observed": version, "required": "TLSv1.2", "args": {"how": version}} if {
	some index, origin in input.attributes.origin
	some place, config in origin.custom_origin_config
	some version in config.origin_ssl_protocols
	version in old
}
