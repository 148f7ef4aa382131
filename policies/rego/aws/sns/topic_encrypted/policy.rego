# METADATA
# title: Topics are encrypted
# description: Topics are encrypted.
# custom:
#   id: data-topic-encrypted
#   severity: medium
#   category: encryption
#   resource_types:
#     - aws_sns_topic
#   requires:
#     - kms_master_key_id
#   controls:
#     - "nist-800-53-r5:SC-28"
#   message: "the topic is not encrypted"
#   remediation: "set kms_master_key_id"
package driftgate.aws.sns.topic_encrypted

import rego.v1

deny contains {"path": ["kms_master_key_id"], "observed": null, "required": "a key", "args": {}} if {
	object.get(input.attributes, "kms_master_key_id", null) in {"", null}
}
