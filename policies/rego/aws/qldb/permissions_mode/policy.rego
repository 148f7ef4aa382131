# METADATA
# title: "Ledgers have permissions by table"
# description: "In the mode ALLOW_ALL whoever may send commands to the ledger may read and change every table of it. STANDARD asks for a permission for each table and command."
# related_resources:
#   - https://docs.aws.amazon.com/qldb/latest/developerguide/getting-started-standard-mode.html
# custom:
#   id: qldb-permissions-mode
#   severity: medium
#   reason: "whoever gets in may do everything"
#   category: access
#   resource_types:
#     - aws_qldb_ledger
#   needs:
#     aws_qldb_ledger: [permissions_mode]
#   controls:
#     - "nist-800-53-r5:AC-6"
#   aliases: [CKV_AWS_170]
#   message: "the mode of permissions is {mode}"
#   remediation: "set permissions_mode = \"STANDARD\""
#   example: |
#     resource "aws_qldb_ledger" "this" {
#       name             = "orders"
#       permissions_mode = "STANDARD"
#     }
package driftgate.aws.qldb.permissions_mode

import rego.v1

deny contains {"path": ["permissions_mode"], "observed": mode, "required": "STANDARD", "args": {"mode": mode}} if {
	mode := object.get(input.attributes, "permissions_mode", null)
	mode != "STANDARD"
}
