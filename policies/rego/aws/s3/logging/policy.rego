# METADATA
# title: "Buckets log access"
# description: "Without a log of requests nobody can say later what was taken out of a bucket. It is set by a resource of its own or in the bucket itself. A bucket that receives such logs needs none, which its policy or its ACL says, and not its name."
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerLogs.html
# custom:
#   id: s3-logging
#   severity: low
#   reason: "it prevents nothing, and helps to understand what happened"
#   category: logging
#   resource_types:
#     - aws_s3_bucket
#   needs:
#     aws_s3_bucket: [logging, policy, grant]
#   related:
#     - aws_s3_bucket_logging
#     - aws_s3_bucket_policy
#     - aws_s3_bucket_acl
#   optional:
#     - acl
#   controls:
#     - "nist-800-53-r5:AU-2"
#     - "nist-800-53-r5:AU-12"
#   aliases: [CKV_AWS_18, AVD-AWS-0089, s3_bucket_server_access_logging_enabled]
#   message: "access to the bucket is not logged"
#   remediation: "add aws_s3_bucket_logging; a bucket that lets logging.s3.amazonaws.com write is a target of logs and needs none"
#   example: |
#     resource "aws_s3_bucket_logging" "this" {
#       bucket        = aws_s3_bucket.this.id
#       target_bucket = aws_s3_bucket.logs.id
#       target_prefix = "this/"
#     }
package driftgate.aws.s3.logging

import data.driftgate.lib.blocks
import rego.v1

inline := object.get(input.attributes, "logging", null)

service := "logging.s3.amazonaws.com"

group := "http://acs.amazonaws.com/groups/s3/LogDelivery"

deny contains {"path": blocks.path("logging", inline, "target_bucket"), "observed": null, "required": "target_bucket", "args": {}} if {
	count(object.get(input.related, "aws_s3_bucket_logging", [])) == 0
	count(targets) == 0
	not is_target
}

targets contains block.target_bucket if {
	some block in inline
	block.target_bucket != null
	block.target_bucket != ""
}

is_target if {
	some statement in input.documents.policy.Statement
	statement.Effect == "Allow"
	service in statement.Principal.Service
}

is_target if {
	some policy in object.get(input.related, "aws_s3_bucket_policy", [])
	contains(policy.attributes.policy, service)
}

is_target if {
	some acl in object.get(input.related, "aws_s3_bucket_acl", [])
	acl.attributes.acl == "log-delivery-write"
}

is_target if {
	some acl in object.get(input.related, "aws_s3_bucket_acl", [])
	some control in acl.attributes.access_control_policy
	some grant in control.grant
	some grantee in grant.grantee
	grantee.uri == group
}

is_target if {
	some grant in object.get(input.attributes, "grant", [])
	grant.uri == group
}

# What a canned ACL grants stands in `grant` of a state; in code it is only named.
is_target if object.get(input.attributes, "acl", "") == "log-delivery-write"
