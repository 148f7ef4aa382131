# METADATA
# title: Resources say whose they are and where they belong
# description: Resources say whose they are and where they belong.
# custom:
#   id: tags-required
#   severity: low
#   category: general
#   resource_types:
#     - aws_s3_bucket
#     - aws_db_instance
#     - aws_lambda_function
#     - aws_kms_key
#     - aws_dynamodb_table
#     - aws_sqs_queue
#     - aws_sns_topic
#     - aws_instance
#   requires:
#     - tags_all
#   controls:
#     - "nist-800-53-r5:CM-8"
#   message: "the tag {tag} is missing"
#   remediation: "add the tag, best through the provider's default_tags"
package driftgate.aws.tags.required

import rego.v1

required := ["Environment", "Owner"]

present contains lower(name) if {
	some name, value in input.attributes.tags_all
	value != ""
}

deny contains {"path": ["tags_all", tag], "observed": null, "required": tag, "args": {"tag": tag}} if {
	some tag in required
	not lower(tag) in present
}
