# METADATA
# title: Bucket policies refuse plain HTTP
# description: Bucket policies refuse plain HTTP.
# custom:
#   id: s3-tls-only
#   severity: medium
#   category: encryption
#   resource_types:
#     - aws_s3_bucket_policy
#   requires:
#     - bucket
#     - policy
#   facts:
#     - refuses_plain_http
#   controls:
#     - "nist-800-53-r5:SC-8"
#     - "cis-aws-3.0:2.1.1"
#   message: "the bucket policy does not refuse requests without TLS to the bucket and all its objects"
#   remediation: "deny s3:* on the bucket and its objects to everyone where aws:SecureTransport is false"
package driftgate.aws.s3.tls_only

import rego.v1

deny contains {"path": ["policy"], "observed": false, "required": "aws:SecureTransport", "args": {}} if {
	some refused in input.facts.refuses_plain_http
	refused == false
}

deny contains {"path": ["policy"], "observed": null, "required": "aws:SecureTransport", "args": {}} if {
	count(input.facts.refuses_plain_http) == 0
}
