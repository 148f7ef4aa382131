# METADATA
# title: "Jobs and crawlers of Glue have a security configuration"
# description: "Without a security configuration a job, a crawler or a development endpoint encrypts neither what it writes nor its logs. The configuration itself is another finding."
# related_resources:
#   - https://docs.aws.amazon.com/glue/latest/dg/set-up-encryption.html
# custom:
#   id: glue-component-secured
#   severity: low
#   reason: "buckets and logs may be encrypted by themselves"
#   category: encryption
#   resource_types:
#     - aws_glue_job
#     - aws_glue_crawler
#     - aws_glue_dev_endpoint
#   requires:
#     - security_configuration
#   controls:
#     - "nist-800-53-r5:SC-28"
#   aliases: [CKV_AWS_195]
#   message: "it has no security configuration"
#   remediation: "set security_configuration"
#   example: |
#     resource "aws_glue_job" "this" {
#       name                   = "orders"
#       security_configuration = aws_glue_security_configuration.this.name
#       # ...
#     }
package driftgate.aws.glue.component_secured

import rego.v1

deny contains {"path": ["security_configuration"], "observed": value, "required": "a name", "args": {}} if {
	value := object.get(input.attributes, "security_configuration", null)
	value in [null, ""]
}
