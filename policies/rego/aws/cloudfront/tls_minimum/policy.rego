# METADATA
# title: Distributions speak TLS 1.2 or newer
# description: "With the certificate of CloudFront itself nobody can choose, and TLS 1.0 is spoken. With a certificate of one's own the least version is TLS 1.0 too where nobody names one."
# related_resources:
#   - https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/secure-connections-supported-viewer-protocols-ciphers.html
# custom:
#   id: cloudfront-tls-minimum
#   severity: medium
#   reason: "It takes somebody on the way who can make old clients use old versions."
#   category: encryption
#   resource_types:
#     - aws_cloudfront_distribution
#   requires:
#     - viewer_certificate
#   reads:
#     - viewer_certificate.minimum_protocol_version
#     - viewer_certificate.cloudfront_default_certificate
#   controls:
#     - "nist-800-53-r5:SC-8"
#     - "nist-800-53-r5:SC-13"
#   aliases:
#     - CKV_AWS_174
#     - AVD-AWS-0013
#   params:
#     tls: { type: string, enum: ["1.2", "1.3"], default: "1.2", weaker: lower, description: "the oldest version that is spoken" }
#   message: "the distribution speaks {version} and newer"
#   remediation: "use a certificate of your own with minimum_protocol_version = \"TLSv1.2_2021\""
#   example: |
#     resource "aws_cloudfront_distribution" "main" {
#       viewer_certificate {
#         acm_certificate_arn      = aws_acm_certificate.main.arn
#         minimum_protocol_version = "TLSv1.2_2021"
#         ssl_support_method       = "sni-only"
#       }
#     }
package driftgate.aws.cloudfront.tls_minimum

import data.driftgate.lib.values
import rego.v1

least(block) := version if {
	version := object.get(block, "minimum_protocol_version", null)
	values.is_set(version)
	not values.is_on(object.get(block, "cloudfront_default_certificate", null))
}

least(block) := "TLSv1" if {
	values.is_empty(object.get(block, "minimum_protocol_version", null))
}

least(block) := "TLSv1" if values.is_on(object.get(block, "cloudfront_default_certificate", null))

is_modern(version) if {
	input.params.tls == "1.2"
	startswith(version, "TLSv1.2")
}

is_modern(version) if startswith(version, "TLSv1.3")

named_for := {"1.2": "TLSv1.2_2021", "1.3": "TLSv1.3_2025"}

deny contains {"path": ["viewer_certificate", index, "minimum_protocol_version"], "observed": least(block), "required": named_for[input.params.tls], "args": {"version": least(block)}} if {
	some index, block in input.attributes.viewer_certificate
	not is_modern(least(block))
}
