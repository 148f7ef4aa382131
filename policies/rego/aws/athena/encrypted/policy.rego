# METADATA
# title: "Results of Athena are encrypted"
# description: "Athena writes the results of every query into a bucket. How they are encrypted is said by the workgroup, and by a database for the tables that it makes; where neither says it, each client does as it likes."
# related_resources:
#   - https://docs.aws.amazon.com/athena/latest/ug/encrypting-query-results-stored-in-s3.html
# custom:
#   id: athena-encrypted
#   severity: medium
#   reason: "results lie as the bucket and the client have it"
#   category: encryption
#   resource_types:
#     - aws_athena_workgroup
#     - aws_athena_database
#   needs:
#     aws_athena_workgroup: [configuration]
#     aws_athena_database: [encryption_configuration]
#   controls:
#     - "nist-800-53-r5:SC-28"
#   aliases: [CKV_AWS_159, CKV_AWS_77, AVD-AWS-0006, athena_workgroup_encryption]
#   message: "results are not encrypted"
#   remediation: "set encryption_configuration with encryption_option = \"SSE_KMS\""
#   example: |
#     resource "aws_athena_workgroup" "this" {
#       name = "reports"
#       configuration {
#         result_configuration {
#           output_location = "s3://results/reports/"
#           encryption_configuration {
#             encryption_option = "SSE_KMS"
#             kms_key_arn       = aws_kms_key.this.arn
#           }
#         }
#       }
#     }
package driftgate.aws.athena.encrypted

import data.driftgate.lib.blocks
import rego.v1

configuration := object.get(input.attributes, "configuration", null)

results := blocks.member(configuration, "result_configuration")

workgroup := blocks.member(results, "encryption_configuration")

deny contains {"path": path, "observed": null, "required": "SSE_KMS", "args": {}} if {
	input.type == "aws_athena_workgroup"
	blocks.member(workgroup, "encryption_option") in [null, ""]
	not is_managed
}

# Results that Athena keeps itself are always encrypted.
is_managed if blocks.member(blocks.member(configuration, "managed_query_results_configuration"), "enabled") == true

path := ["configuration"] if count(blocks.entries(configuration)) == 0

path := ["configuration", 0, "result_configuration"] if {
	count(blocks.entries(configuration)) > 0
	count(blocks.entries(results)) == 0
}

path := array.concat(["configuration", 0, "result_configuration", 0], blocks.path("encryption_configuration", workgroup, "encryption_option")) if {
	count(blocks.entries(results)) > 0
}

database := object.get(input.attributes, "encryption_configuration", null)

deny contains {"path": blocks.path("encryption_configuration", database, "encryption_option"), "observed": null, "required": "SSE_KMS", "args": {}} if {
	input.type == "aws_athena_database"
	blocks.member(database, "encryption_option") in [null, ""]
}
