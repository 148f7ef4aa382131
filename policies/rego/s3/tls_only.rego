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
#     - policy
#   controls:
#     - "nist-800-53-r5:SC-8"
#     - "cis-aws-3.0:2.1.1"
#   message: "the bucket policy does not refuse requests without TLS"
#   remediation: "deny s3:* where aws:SecureTransport is false"
package driftgate.s3.tls_only

import rego.v1

refused if {
	some statement in input.documents.policy.Statement
	statement.Effect == "Deny"
	some action in statement.Action
	action in {"s3:*", "*"}
	"*" in statement.Principal.AWS
	"false" in statement.Condition.bool["aws:securetransport"]
}

deny contains {"path": ["policy"], "observed": false, "required": "aws:SecureTransport", "args": {}} if not refused
