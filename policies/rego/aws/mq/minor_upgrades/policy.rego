# METADATA
# title: "Brokers take minor upgrades"
# description: "Minor versions mend flaws in the window for maintenance. With the provider they are off where nobody says otherwise, unlike in the console."
# related_resources:
#   - https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/upgrading-brokers.html
# custom:
#   id: mq-minor-upgrades
#   severity: low
#   reason: "known flaws stay open until somebody upgrades by hand"
#   category: general
#   resource_types:
#     - aws_mq_broker
#   needs:
#     aws_mq_broker: [auto_minor_version_upgrade]
#   controls:
#     - "nist-800-53-r5:SI-2"
#   aliases: [CKV_AWS_207, mq_broker_auto_minor_version_upgrades]
#   message: "minor upgrades are off"
#   remediation: "set auto_minor_version_upgrade = true"
#   example: |
#     resource "aws_mq_broker" "this" {
#       broker_name                = "orders"
#       auto_minor_version_upgrade = true
#       # ...
#     }
package driftgate.aws.mq.minor_upgrades

import rego.v1

deny contains {"path": ["auto_minor_version_upgrade"], "observed": value, "required": true, "args": {}} if {
	value := object.get(input.attributes, "auto_minor_version_upgrade", null)
	value != true
}
