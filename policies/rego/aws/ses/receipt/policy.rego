# METADATA
# title: Mail comes in by TLS and is looked at
# description: "A rule of receipt takes mail in clear text unless it requires TLS, and looks for viruses and spam only where it is told to. What it writes into a bucket is opened by people or by functions."
# related_resources:
#   - https://docs.aws.amazon.com/ses/latest/dg/receiving-email-receipt-rules-console-walkthrough.html
# custom:
#   id: ses-receipt
#   severity: low
#   reason: "not every sender has TLS, and what opens the mail may look itself"
#   category: encryption
#   resource_types:
#     - aws_ses_receipt_rule
#   requires:
#     - tls_policy
#     - scan_enabled
#   controls:
#     - "nist-800-53-r5:SC-8"
#     - "nist-800-53-r5:SI-3"
#   message: "{what}"
#   remediation: "set tls_policy = \"Require\" and scan_enabled = true"
#   example: |
#     resource "aws_ses_receipt_rule" "store" {
#       name          = "store"
#       rule_set_name = "default"
#       tls_policy    = "Require"
#       scan_enabled  = true
#       enabled       = true
#     }
package driftgate.aws.ses.receipt

import rego.v1

deny contains {"path": ["tls_policy"], "observed": policy, "required": "Require", "args": {"what": "mail comes in by clear text as well"}} if {
	policy := object.get(input.attributes, "tls_policy", null)
	policy != "Require"
}

deny contains {"path": ["scan_enabled"], "observed": scan, "required": true, "args": {"what": "mail is not looked at for viruses"}} if {
	scan := object.get(input.attributes, "scan_enabled", null)
	scan != true
}
