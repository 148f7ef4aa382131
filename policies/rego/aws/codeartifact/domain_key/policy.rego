# METADATA
# title: "Packages are encrypted with a key of one's own"
# description: "A domain keeps the packages of all its repositories, by the key aws/codeartifact where nobody names one. The key of a domain cannot be changed later."
# related_resources:
#   - https://docs.aws.amazon.com/codeartifact/latest/ug/domain-create.html
# custom:
#   id: codeartifact-domain-key
#   severity: low
#   reason: "it is encrypted either way, only a second door is missing"
#   category: encryption
#   resource_types:
#     - aws_codeartifact_domain
#   requires:
#     - encryption_key
#   controls:
#     - "nist-800-53-r5:SC-12"
#     - "nist-800-53-r5:SC-28"
#   aliases: [CKV_AWS_221]
#   message: "the packages are encrypted with the default key"
#   remediation: "set encryption_key (the domain is made anew)"
#   example: |
#     resource "aws_codeartifact_domain" "this" {
#       domain         = "acme"
#       encryption_key = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
#     }
package driftgate.aws.codeartifact.domain_key

import rego.v1

default_key(key) if key in {null, ""}

default_key(key) if endswith(key, "alias/aws/codeartifact")

deny contains {"path": ["encryption_key"], "observed": key, "required": "a key", "args": {}} if {
	key := object.get(input.attributes, "encryption_key", null)
	default_key(key)
}
