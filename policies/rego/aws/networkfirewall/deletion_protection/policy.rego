# METADATA
# title: Firewalls of networks cannot be deleted by mistake
# description: "With a firewall that is deleted the traffic of its network stops, or goes on without it."
# custom:
#   id: firewall-deletion-protection
#   severity: medium
#   reason: "It takes a mistake of somebody who may delete."
#   category: recovery
#   resource_types:
#     - aws_networkfirewall_firewall
#   requires:
#     - delete_protection
#   controls:
#     - "nist-800-53-r5:SC-5"
#     - "nist-800-53-r5:CM-3"
#   aliases:
#     - CKV_AWS_344
#     - networkfirewall_deletion_protection
#   message: "the firewall can be deleted at once"
#   remediation: "set delete_protection = true"
#   example: |
#     resource "aws_networkfirewall_firewall" "main" {
#       name                = "main"
#       firewall_policy_arn = aws_networkfirewall_firewall_policy.main.arn
#       vpc_id              = aws_vpc.main.id
#       delete_protection   = true
#     }
package driftgate.aws.networkfirewall.deletion_protection

import data.driftgate.lib.values
import rego.v1

deny contains {"path": ["delete_protection"], "observed": value, "required": true, "args": {}} if {
	value := input.attributes.delete_protection
	not values.is_on(value)
}
