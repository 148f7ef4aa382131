# METADATA
# title: "The catalog of Glue is encrypted"
# description: "The catalog knows every table, and its connections have passwords of databases. Both are encrypted only where the settings say so: the catalog with SSE-KMS, passwords by a switch that also decides what the API returns."
# related_resources:
#   - https://docs.aws.amazon.com/glue/latest/dg/encrypt-glue-data-catalog.html
# custom:
#   id: glue-catalog-encrypted
#   severity: high
#   reason: "whoever may read the catalog reads passwords of databases"
#   category: encryption
#   resource_types:
#     - aws_glue_data_catalog_encryption_settings
#   needs:
#     aws_glue_data_catalog_encryption_settings: [data_catalog_encryption_settings]
#   controls:
#     - "nist-800-53-r5:SC-28"
#     - "nist-800-53-r5:IA-5"
#   aliases: [CKV_AWS_94, glue_data_catalogs_metadata_encryption_enabled, glue_data_catalogs_connection_passwords_encryption_enabled]
#   message: "{what} not encrypted"
#   remediation: "set catalog_encryption_mode = \"SSE-KMS\" and return_connection_password_encrypted = true"
#   example: |
#     resource "aws_glue_data_catalog_encryption_settings" "this" {
#       data_catalog_encryption_settings {
#         connection_password_encryption {
#           return_connection_password_encrypted = true
#           aws_kms_key_id                       = aws_kms_key.this.arn
#         }
#         encryption_at_rest {
#           catalog_encryption_mode = "SSE-KMS"
#           sse_aws_kms_key_id      = aws_kms_key.this.arn
#         }
#       }
#     }
package driftgate.aws.glue.catalog_encrypted

import data.driftgate.lib.blocks
import rego.v1

root := "data_catalog_encryption_settings"

settings := object.get(input.attributes, root, null)

passwords := blocks.member(settings, "connection_password_encryption")

catalog := blocks.member(settings, "encryption_at_rest")

deny contains {"path": array.concat([root, 0], blocks.path("connection_password_encryption", passwords, "return_connection_password_encrypted")), "observed": false, "required": true, "args": {"what": "passwords of connections are"}} if {
	blocks.member(passwords, "return_connection_password_encrypted") != true
}

deny contains {"path": array.concat([root, 0], blocks.path("encryption_at_rest", catalog, "catalog_encryption_mode")), "observed": mode, "required": "SSE-KMS", "args": {"what": "the catalog is"}} if {
	mode := blocks.member(catalog, "catalog_encryption_mode")
	not mode in ["SSE-KMS", "SSE-KMS-WITH-SERVICE-ROLE"]
}
