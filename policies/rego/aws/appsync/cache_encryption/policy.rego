# METADATA
# title: Caches of GraphQL APIs are encrypted
# description: "What an API answers is kept in its cache, and travels to it and back. Both can be encrypted only when the cache is made."
# custom:
#   id: appsync-cache-encryption
#   severity: medium
#   reason: "It takes somebody who reaches the machines of AWS."
#   category: encryption
#   resource_types:
#     - aws_appsync_api_cache
#   requires:
#     - at_rest_encryption_enabled
#     - transit_encryption_enabled
#   controls:
#     - "nist-800-53-r5:SC-28"
#     - "nist-800-53-r5:SC-8"
#   aliases:
#     - CKV_AWS_214
#     - CKV_AWS_215
#   message: "the cache is not encrypted {where}"
#   remediation: "set at_rest_encryption_enabled and transit_encryption_enabled to true (the cache is made anew)"
#   example: |
#     resource "aws_appsync_api_cache" "main" {
#       api_id                     = aws_appsync_graphql_api.main.id
#       api_caching_behavior       = "FULL_REQUEST_CACHING"
#       type                       = "LARGE"
#       ttl                        = 900
#       at_rest_encryption_enabled = true
#       transit_encryption_enabled = true
#     }
package driftgate.aws.appsync.cache_encryption

import data.driftgate.lib.values
import rego.v1

words := {"at_rest_encryption_enabled": "at rest", "transit_encryption_enabled": "on the way"}

deny contains {"path": [name], "observed": input.attributes[name], "required": true, "args": {"where": where}} if {
	some name, where in words
	not values.is_on(input.attributes[name])
}
