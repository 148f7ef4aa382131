# METADATA
# title: Buckets keep versions
# description: Buckets keep versions.
# custom:
#   id: s3-versioning
#   severity: medium
#   category: recovery
#   resource_types:
#     - aws_s3_bucket
#   requires:
#     - bucket
#   related:
#     - aws_s3_bucket_versioning
#   needs:
#     aws_s3_bucket_versioning: [versioning_configuration.status]
#   controls:
#     - "nist-800-53-r5:CP-9"
#     - "nist-800-53-r5:SI-12"
#   message: "the bucket does not keep versions (status {status})"
#   remediation: "add aws_s3_bucket_versioning with status Enabled"
package driftgate.aws.s3.versioning

import rego.v1

statuses contains configuration.status if {
	some version in object.get(input.related, "aws_s3_bucket_versioning", [])
	some configuration in version.attributes.versioning_configuration
}

deny contains {"path": [], "observed": null, "required": "Enabled", "args": {"status": "not set"}} if count(statuses) == 0

deny contains {"path": ["versioning_configuration", "0", "status"], "observed": status, "required": "Enabled", "args": {"status": status}} if {
	some status in statuses
	status != "Enabled"
}
