# METADATA
# title: Sessions of permission sets end after eight hours
# description: "A session outlives the working day, the laptop and the sign-off where it may last twelve hours. An hour is what AWS gives."
# related_resources:
#   - https://docs.aws.amazon.com/singlesignon/latest/userguide/howtosessionduration.html
# custom:
#   id: sso-session-length
#   severity: low
#   reason: "it bounds how long a stolen session is of use"
#   category: access
#   resource_types:
#     - aws_ssoadmin_permission_set
#   requires:
#     - session_duration
#   controls:
#     - "nist-800-53-r5:AC-12"
#     - "nist-800-53-r5:IA-11"
#   params:
#     hours: { type: integer, minimum: 1, maximum: 12, default: 8, weaker: higher, description: "the most hours that a session lasts" }
#   message: "sessions may last {duration}"
#   remediation: "set session_duration to PT8H or less"
#   example: |
#     resource "aws_ssoadmin_permission_set" "operators" {
#       name             = "operators"
#       instance_arn     = tolist(data.aws_ssoadmin_instances.this.arns)[0]
#       session_duration = "PT4H"
#     }
package driftgate.aws.sso.session_length

import rego.v1

duration := object.get(input.attributes, "session_duration", null)

time := split(duration, "T")[1]

hours := to_number(split(time, "H")[0])

hours := 0 if not contains(time, "H")

after_hours := split(time, "H")[1]

after_hours := time if not contains(time, "H")

minutes := to_number(split(after_hours, "M")[0])

minutes := 0 if not contains(after_hours, "M")

after_minutes := split(after_hours, "M")[1]

after_minutes := after_hours if not contains(after_hours, "M")

seconds := to_number(split(after_minutes, "S")[0])

seconds := 0 if not contains(after_minutes, "S")

deny contains {"path": ["session_duration"], "observed": duration, "required": input.params.hours, "args": {"duration": duration}} if {
	((hours * 3600) + (minutes * 60)) + seconds > input.params.hours * 3600
}

deny contains {"path": ["session_duration"], "observed": duration, "required": input.params.hours, "args": {"duration": duration}} if {
	split(duration, "T")[0] != "P"
}
