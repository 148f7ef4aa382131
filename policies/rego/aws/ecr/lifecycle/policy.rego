# METADATA
# title: Repositories throw old images away
# description: "Without a lifecycle policy every image stays for ever, costs money, and old ones with their flaws can be run again."
# related_resources:
#   - https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html
# custom:
#   id: registry-lifecycle
#   severity: low
#   reason: "It costs money, and nothing is exposed."
#   category: general
#   resource_types:
#     - aws_ecr_repository
#   needs:
#     aws_ecr_lifecycle_policy: []
#   related:
#     - aws_ecr_lifecycle_policy
#   controls:
#     - "nist-800-53-r5:SI-12"
#     - "nist-800-53-r5:CM-8"
#   aliases:
#     - ecr_repositories_lifecycle_policy_enabled
#   message: "images stay for ever"
#   remediation: "add aws_ecr_lifecycle_policy"
#   example: |
#     resource "aws_ecr_lifecycle_policy" "main" {
#       repository = aws_ecr_repository.main.name
#       policy     = file("lifecycle.json")
#     }
package driftgate.aws.ecr.lifecycle

import rego.v1

deny contains {"path": [], "observed": null, "required": "a lifecycle policy", "args": {}} if {
	count(object.get(input.related, "aws_ecr_lifecycle_policy", [])) == 0
}
