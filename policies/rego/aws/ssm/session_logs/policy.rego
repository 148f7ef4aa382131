# METADATA
# title: Sessions on machines are logged
# description: "The document of a session says where what people type goes, to a bucket or to a log group. Documents of other kinds are not about sessions."
# related_resources:
#   - https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-logging.html
# custom:
#   id: ssm-session-logs
#   severity: medium
#   reason: "It is a loss of proof of what administrators did."
#   category: logging
#   resource_types:
#     - aws_ssm_document
#   requires:
#     - document_type
#     - content
#   facts:
#     - parsed
#   controls:
#     - "nist-800-53-r5:AU-12"
#     - "nist-800-53-r5:AC-17"
#   message: "what people type in sessions is not logged"
#   remediation: "name s3BucketName or cloudWatchLogGroupName in the inputs of the document"
#   example: |
#     resource "aws_ssm_document" "session" {
#       name            = "SSM-SessionManagerRunShell"
#       document_type   = "Session"
#       document_format = "JSON"
#       content = jsonencode({
#         schemaVersion = "1.0"
#         sessionType   = "Standard_Stream"
#         inputs        = { cloudWatchLogGroupName = "sessions", cloudWatchEncryptionEnabled = true }
#       })
#     }
package driftgate.aws.ssm.session_logs

import data.driftgate.lib.values
import rego.v1

is_json if input.facts.parsed.content

logged if {
	some name in ["s3BucketName", "cloudWatchLogGroupName"]
	values.is_set(input.facts.parsed.content.inputs[name])
}

deny contains {"path": ["content"], "observed": null, "required": "a bucket or a log group", "args": {}} if {
	input.attributes.document_type == "Session"
	is_json
	not logged
}

deny contains {"path": ["content"], "observed": null, "required": "a bucket or a log group", "args": {}, "unknown": "what the document says is not read, as it is no JSON"} if {
	input.attributes.document_type == "Session"
	not is_json
}
