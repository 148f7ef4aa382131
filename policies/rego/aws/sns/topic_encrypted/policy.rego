# METADATA
# title: Topics are encrypted
# description: "A topic keeps messages until all subscribers have them, in clear text where no key is set. The key alias/aws/sns does for subscribers of the own account; services that publish need a key of one's own, whose policy lets them in."
# custom:
#   id: data-topic-encrypted
#   severity: medium
#   reason: "messages lie there for moments only"
#   category: encryption
#   resource_types:
#     - aws_sns_topic
#   requires:
#     - kms_master_key_id
#   controls:
#     - "nist-800-53-r5:SC-28"
#   aliases: [CKV_AWS_26, AVD-AWS-0095, sns_topics_kms_encryption_at_rest_enabled]
#   message: "the topic is not encrypted"
#   remediation: "set kms_master_key_id"
#   example: |
#     resource "aws_sns_topic" "orders" {
#       name              = "orders"
#       kms_master_key_id = "alias/messages"
#     }
package driftgate.aws.sns.topic_encrypted

import rego.v1

deny contains {"path": ["kms_master_key_id"], "observed": null, "required": "a key", "args": {}} if {
	object.get(input.attributes, "kms_master_key_id", null) in {"", null}
}
