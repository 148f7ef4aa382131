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
#   controls:
#     - "nist-800-53-r5:SC-8"
#     - "cis-aws-3.0:2.1.1"
#   message: "the bucket policy does not refuse requests without TLS to {part}"
#   remediation: "deny s3:* on the bucket and its objects to everyone where aws:SecureTransport is false"
package driftgate.s3.tls_only

import rego.v1

plain := {{"bool": {"aws:securetransport": ["false"]}}, {"boolifexists": {"aws:securetransport": ["false"]}}}

refused contains resource if {
	some statement in input.documents.policy.Statement
	statement.Effect == "Deny"
	some action in statement.Action
	action in {"s3:*", "*"}
	"*" in statement.Principal.AWS
	statement.Condition in plain
	some resource in statement.Resource
}

covered(_) if "*" in refused

covered(suffixes) if {
	some resource in refused
	some suffix in suffixes
	endswith(resource, concat("", [":::", input.attributes.bucket, suffix]))
}

deny contains {"path": ["policy"], "observed": false, "required": "aws:SecureTransport", "args": {"part": part}} if {
	some part, suffixes in {"the bucket": {"", "*"}, "its objects": {"/*", "*"}}
	not covered(suffixes)
}
