# METADATA
# title: Caches of APIs are encrypted
# description: "What an API answers is kept in its cache, with all that is in it. Where methods use the cache, it has to be encrypted."
# custom:
#   id: apigateway-cache-encryption
#   severity: medium
#   reason: "It takes somebody who reaches the machines of AWS."
#   category: encryption
#   resource_types:
#     - aws_api_gateway_method_settings
#   requires:
#     - settings
#   reads:
#     - settings.caching_enabled
#     - settings.cache_data_encrypted
#   controls:
#     - "nist-800-53-r5:SC-28"
#   aliases:
#     - CKV_AWS_308
#     - AVD-AWS-0002
#     - apigateway_restapi_cache_encrypted
#   message: "answers are kept without encryption"
#   remediation: "set cache_data_encrypted = true"
#   example: |
#     resource "aws_api_gateway_method_settings" "main" {
#       rest_api_id = aws_api_gateway_rest_api.main.id
#       stage_name  = aws_api_gateway_stage.main.stage_name
#       method_path = "*/*"
#       settings {
#         caching_enabled      = true
#         cache_data_encrypted = true
#       }
#     }
package driftgate.aws.apigateway.cache_encryption

import data.driftgate.lib.values
import rego.v1

deny contains {"path": ["settings", index, "cache_data_encrypted"], "observed": object.get(block, "cache_data_encrypted", null), "required": true, "args": {}} if {
	some index, block in input.attributes.settings
	values.is_on(block.caching_enabled)
	not values.is_on(object.get(block, "cache_data_encrypted", null))
}
