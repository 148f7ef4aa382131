# METADATA
# title: Documents of Systems Manager are not public
# description: "A document that is shared with all shows everybody the commands, the names and often the credentials in it, and runs in their accounts."
# related_resources:
#   - https://docs.aws.amazon.com/systems-manager/latest/userguide/documents-ssm-sharing.html
# custom:
#   id: ssm-document-public
#   severity: high
#   reason: "everybody reads how machines are run, and whatever secret somebody wrote into it"
#   category: access
#   resource_types:
#     - aws_ssm_document
#   requires:
#     - permissions
#   controls:
#     - "nist-800-53-r5:AC-3"
#     - "nist-800-53-r5:AC-21"
#   aliases: [CKV_AWS_303, ssm_documents_set_as_public]
#   message: "the document is shared with everybody"
#   remediation: "name the accounts in permissions, or leave them out"
#   example: |
#     resource "aws_ssm_document" "restart" {
#       name          = "restart"
#       document_type = "Command"
#       content       = file("restart.json")
#       permissions = {
#         type        = "Share"
#         account_ids = "444455556666"
#       }
#     }
package driftgate.aws.ssm.document_public

import rego.v1

deny contains {"path": ["permissions"], "observed": accounts, "required": "named accounts", "args": {}} if {
	accounts := input.attributes.permissions.account_ids
	some account in split(accounts, ",")
	lower(trim(account, " ")) == "all"
}
