# METADATA
# title: Sessions of roles end after four hours
# description: "Keys that a session got stay good until it ends, also after the person is gone. An hour is what AWS gives, twelve is what a role may allow."
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use.html
# custom:
#   id: iam-session-length
#   severity: low
#   reason: "it bounds how long stolen keys of a session are of use"
#   category: access
#   resource_types:
#     - aws_iam_role
#   requires:
#     - max_session_duration
#   controls:
#     - "nist-800-53-r5:AC-12"
#     - "nist-800-53-r5:IA-11"
#   params:
#     seconds: { type: integer, minimum: 3600, maximum: 43200, default: 14400, weaker: higher, description: "the most seconds that a session lasts" }
#   message: "sessions may last {seconds} seconds"
#   remediation: "set max_session_duration to 14400 or less"
#   example: |
#     resource "aws_iam_role" "operator" {
#       name = "operator"
#       assume_role_policy = jsonencode({
#         Version = "2012-10-17"
#         Statement = [{
#           Effect    = "Allow"
#           Principal = { AWS = "arn:aws:iam::111122223333:root" }
#           Action    = "sts:AssumeRole"
#         }]
#       })
#       max_session_duration = 14400
#     }
package driftgate.aws.iam.session_length

import rego.v1

deny contains {"path": ["max_session_duration"], "observed": seconds, "required": input.params.seconds, "args": {"seconds": seconds}} if {
	seconds := input.attributes.max_session_duration
	seconds > input.params.seconds
}
