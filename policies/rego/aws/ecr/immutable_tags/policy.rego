# METADATA
# title: Tags of images cannot be moved
# description: "Where a tag can be moved, what runs tomorrow under the same name may be another image. Some tags may be left out of the rule."
# custom:
#   id: registry-immutable-tags
#   severity: medium
#   reason: "It takes somebody who may push."
#   category: access
#   resource_types:
#     - aws_ecr_repository
#   requires:
#     - image_tag_mutability
#   controls:
#     - "nist-800-53-r5:SI-7"
#     - "nist-800-53-r5:CM-5"
#   aliases:
#     - CKV_AWS_51
#     - AVD-AWS-0031
#     - ecr_repositories_tag_immutability
#   message: "tags can be moved to other images"
#   remediation: "set image_tag_mutability = \"IMMUTABLE\""
#   example: |
#     resource "aws_ecr_repository" "main" {
#       name                 = "main"
#       image_tag_mutability = "IMMUTABLE"
#     }
package driftgate.aws.ecr.immutable_tags

import rego.v1

deny contains {"path": ["image_tag_mutability"], "observed": value, "required": "IMMUTABLE", "args": {}} if {
	value := input.attributes.image_tag_mutability
	not value in {"IMMUTABLE", "IMMUTABLE_WITH_EXCLUSION"}
}
