# METADATA
# title: Firewalls of networks do not let through what no rule is about
# description: "What no stateless rule is about is dropped or handed to the stateful rules. With aws:pass it goes through and nobody looks. Whole packets and fragments have a default each."
# related_resources:
#   - https://docs.aws.amazon.com/network-firewall/latest/developerguide/stateless-default-actions.html
# custom:
#   id: firewall-default-action
#   severity: high
#   reason: "The firewall is there, and most traffic goes past it."
#   category: network
#   resource_types:
#     - aws_networkfirewall_firewall_policy
#   requires:
#     - firewall_policy
#   reads:
#     - firewall_policy.stateless_default_actions
#     - firewall_policy.stateless_fragment_default_actions
#   controls:
#     - "nist-800-53-r5:SC-7"
#     - "nist-800-53-r5:CM-7"
#   aliases:
#     - networkfirewall_policy_default_action_full_packets
#     - networkfirewall_policy_default_action_fragmented_packets
#   message: "{what} that no rule is about go through"
#   remediation: "use aws:forward_to_sfe or aws:drop"
#   example: |
#     resource "aws_networkfirewall_firewall_policy" "main" {
#       name = "main"
#       firewall_policy {
#         stateless_default_actions          = ["aws:forward_to_sfe"]
#         stateless_fragment_default_actions = ["aws:forward_to_sfe"]
#       }
#     }
package driftgate.aws.networkfirewall.default_action

import rego.v1

words := {"stateless_default_actions": "packets", "stateless_fragment_default_actions": "fragments"}

deny contains {"path": ["firewall_policy", index, name], "observed": "aws:pass", "required": "aws:forward_to_sfe", "args": {"what": what}} if {
	some index, block in input.attributes.firewall_policy
	some name, what in words
	"aws:pass" in block[name]
}
