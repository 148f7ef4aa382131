# METADATA
# title: Services of App Runner that are on the internet are known
# description: "A service of App Runner answers everybody unless somebody says otherwise. Who wants that accepts this finding; what is for one's own networks gets an ingress in them."
# related_resources:
#   - https://docs.aws.amazon.com/apprunner/latest/dg/network-pl.html
# custom:
#   id: apprunner-public
#   severity: low
#   reason: "Being on the internet is what most of these services are for."
#   category: network
#   resource_types:
#     - aws_apprunner_service
#   requires:
#     - network_configuration
#   reads:
#     - network_configuration.ingress_configuration.is_publicly_accessible
#   controls:
#     - "nist-800-53-r5:SC-7"
#     - "nist-800-53-r5:AC-4"
#   message: "the service answers everybody"
#   remediation: "set is_publicly_accessible = false in ingress_configuration, or put a web ACL before it"
#   example: |
#     resource "aws_apprunner_service" "main" {
#       service_name = "main"
#       network_configuration {
#         ingress_configuration {
#           is_publicly_accessible = false
#         }
#       }
#     }
package driftgate.aws.apprunner.public

import rego.v1

ingresses contains {"path": ["network_configuration", index, "ingress_configuration", place, "is_publicly_accessible"], "value": object.get(block, "is_publicly_accessible", null)} if {
	some index, configuration in input.attributes.network_configuration
	some place, block in configuration.ingress_configuration
}

deny contains {"path": ingress.path, "observed": true, "required": false, "args": {}} if {
	some ingress in ingresses
	ingress.value != false
}

deny contains {"path": ["network_configuration"], "observed": null, "required": false, "args": {}} if count(ingresses) == 0
