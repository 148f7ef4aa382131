# METADATA
# title: Images are looked through when they come
# description: "A repository can have each new image looked through for known flaws. What the registry does for all of its repositories is not seen here."
# custom:
#   id: registry-scan-on-push
#   severity: medium
#   reason: "Known flaws are found later."
#   category: general
#   resource_types:
#     - aws_ecr_repository
#   requires:
#     - image_scanning_configuration
#   reads:
#     - image_scanning_configuration.scan_on_push
#   controls:
#     - "nist-800-53-r5:RA-5"
#     - "nist-800-53-r5:SI-2"
#   aliases:
#     - CKV_AWS_163
#     - AVD-AWS-0030
#     - ecr_repositories_scan_images_on_push_enabled
#   message: "images are not looked through when they come"
#   remediation: "set scan_on_push = true in image_scanning_configuration"
#   example: |
#     resource "aws_ecr_repository" "main" {
#       name = "main"
#       image_scanning_configuration {
#         scan_on_push = true
#       }
#     }
package driftgate.aws.ecr.scan_on_push

import data.driftgate.lib.values
import rego.v1

deny contains {"path": ["image_scanning_configuration", index, "scan_on_push"], "observed": object.get(block, "scan_on_push", null), "required": true, "args": {}} if {
	some index, block in input.attributes.image_scanning_configuration
	not values.is_on(object.get(block, "scan_on_push", null))
}

deny contains {"path": ["image_scanning_configuration"], "observed": null, "required": true, "args": {}} if {
	values.is_empty(input.attributes.image_scanning_configuration)
}
