# METADATA
# title: Logs are encrypted with a key of one's own
# description: Logs are encrypted with a key of one's own.
# custom:
#   id: data-log-key
#   severity: low
#   category: encryption
#   resource_types:
#     - aws_cloudwatch_log_group
#   requires:
#     - kms_key_id
#   controls:
#     - "nist-800-53-r5:SC-28"
#   message: "the logs are encrypted with the default key"
#   remediation: "set kms_key_id"
package driftgate.aws.logs.log_key

import rego.v1

deny contains {"path": ["kms_key_id"], "observed": null, "required": "a key", "args": {}} if {
	object.get(input.attributes, "kms_key_id", null) in {"", null}
}
