# METADATA
# title: Clusters of EMR have a security configuration
# description: "Encryption and sign-in of a cluster stand in a security configuration, which it can be given only when it is made."
# related_resources:
#   - https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-security-configurations.html
# custom:
#   id: emr-security-configuration
#   severity: medium
#   reason: "Nothing of what a cluster works on is encrypted by it."
#   category: encryption
#   resource_types:
#     - aws_emr_cluster
#   requires:
#     - security_configuration
#   controls:
#     - "nist-800-53-r5:SC-28"
#     - "nist-800-53-r5:SC-8"
#   aliases:
#     - CKV2_AWS_55
#   message: "the cluster has no security configuration"
#   remediation: "set security_configuration (the cluster is made anew)"
#   example: |
#     resource "aws_emr_cluster" "main" {
#       name                   = "main"
#       release_label          = "emr-7.2.0"
#       service_role           = aws_iam_role.emr.arn
#       security_configuration = aws_emr_security_configuration.main.name
#     }
package driftgate.aws.emr.security_configuration

import data.driftgate.lib.values
import rego.v1

deny contains {"path": ["security_configuration"], "observed": null, "required": "a security configuration", "args": {}} if {
	values.is_empty(input.attributes.security_configuration)
}
