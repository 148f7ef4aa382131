# METADATA
# title: "Kafka asks who somebody is"
# description: "Where no way of authentication is set, or beside others that without any is, whoever reaches a broker reads and writes every topic. Ways are IAM, passwords by SCRAM, and certificates. Clusters without servers always ask by IAM."
# related_resources:
#   - https://docs.aws.amazon.com/msk/latest/developerguide/kafka_apis_iam.html
# custom:
#   id: msk-client-auth
#   severity: high
#   reason: "whoever reaches the network reads and writes everything"
#   category: access
#   resource_types:
#     - aws_msk_cluster
#   needs:
#     aws_msk_cluster: [client_authentication]
#   controls:
#     - "nist-800-53-r5:IA-2"
#     - "nist-800-53-r5:AC-3"
#   aliases: [kafka_cluster_unrestricted_access_disabled]
#   message: "the cluster lets in clients without authentication"
#   remediation: "set client_authentication with sasl or tls, and unauthenticated = false"
#   example: |
#     resource "aws_msk_cluster" "this" {
#       cluster_name = "orders"
#       # ...
#       client_authentication {
#         sasl {
#           iam = true
#         }
#       }
#     }
package driftgate.aws.msk.client_auth

import rego.v1

ways := object.get(input.attributes, "client_authentication", null)

deny contains {"path": ["client_authentication", index, "unauthenticated"], "observed": true, "required": false, "args": {}} if {
	some index, way in ways
	way.unauthenticated == true
}

asks if {
	some way in ways
	some sasl in way.sasl
	true in [object.get(sasl, "iam", false), object.get(sasl, "scram", false)]
}

asks if {
	some way in ways
	some tls in way.tls
	count(tls.certificate_authority_arns) > 0
}

# A switch or a list that is not there may be known later; that is told below.

deny contains {"path": ["client_authentication"], "observed": null, "required": "sasl or tls", "args": {}} if not asks
