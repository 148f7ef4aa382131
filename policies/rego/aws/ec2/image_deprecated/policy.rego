# METADATA
# title: "Images are not past their day"
# description: "Who owns an image names the day on which it is deprecated; AWS then no longer shows it to those who look for one. What was made of it before goes on without the repairs since. An image without such a day has none."
# related_resources:
#   - https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ami-deprecate.html
# custom:
#   id: ec2-image-deprecated
#   severity: low
#   reason: "known flaws of what is on the image stay open in what is made of it"
#   category: general
#   resource_types:
#     - aws_ami
#   requires:
#     - deprecation_time
#   facts:
#     - dates
#   controls:
#     - "nist-800-53-r5:SI-2"
#   message: "the image is deprecated since {day}"
#   remediation: "make a new image, move what uses the old one, and deregister it"
#   example: |
#     resource "aws_ami" "main" {
#       name             = "main"
#       deprecation_time = "2028-01-01T00:00:00Z"
#     }
package driftgate.aws.ec2.image_deprecated

import rego.v1

is_over(one) if one.unknown != ""

is_over(one) if one.left < 0

deny contains {"path": one.path, "observed": one.value, "required": null, "args": {"day": one.value}, "unknown": one.unknown} if {
	some one in input.facts.dates
	is_over(one)
}
