# METADATA
# title: Documents of Systems Manager are not given to everybody
# description: "A document tells what is run on machines, with names, addresses and what was left in it. Shared with all, everybody reads it."
# related_resources:
#   - https://docs.aws.amazon.com/systems-manager/latest/userguide/documents-ssm-sharing.html
# custom:
#   id: ssm-document-public
#   severity: high
#   reason: "Everybody can read what is run on the machines."
#   category: access
#   resource_types:
#     - aws_ssm_document
#   requires:
#     - permissions
#   reads:
#     - permissions.account_ids
#   controls:
#     - "nist-800-53-r5:AC-3"
#   aliases:
#     - CKV_AWS_303
#     - ssm_documents_set_as_public
#   message: "everybody may read the document"
#   remediation: "name accounts in permissions, or share with nobody"
#   example: |
#     resource "aws_ssm_document" "main" {
#       name          = "main"
#       document_type = "Command"
#       content       = file("main.json")
#       permissions = {
#         type        = "Share"
#         account_ids = "111122223333"
#       }
#     }
package driftgate.aws.ssm.document_public

import rego.v1

deny contains {"path": ["permissions", "account_ids"], "observed": "all", "required": "named accounts", "args": {}} if {
	some account in split(input.attributes.permissions.account_ids, ",")
	lower(trim(account, " ")) == "all"
}
