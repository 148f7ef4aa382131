# METADATA
# title: "Kafka takes TLS only"
# description: "Brokers take TLS only, from clients and from each other, where nobody says otherwise. TLS_PLAINTEXT takes both, which is none for whoever does not ask for it. A connector talks in plain text unless it is told otherwise."
# related_resources:
#   - https://docs.aws.amazon.com/msk/latest/developerguide/msk-encryption.html
# custom:
#   id: msk-transit-encrypted
#   severity: high
#   reason: "messages can be read on the way"
#   category: encryption
#   resource_types:
#     - aws_msk_cluster
#     - aws_mskconnect_connector
#   needs:
#     aws_msk_cluster: [encryption_info]
#     aws_mskconnect_connector: [kafka_cluster_encryption_in_transit]
#   controls:
#     - "nist-800-53-r5:SC-8"
#   aliases: [CKV_AWS_81, AVD-AWS-0073, kafka_cluster_in_transit_encryption_enabled]
#   message: "{what} is {value}"
#   remediation: "set client_broker = \"TLS\" and in_cluster = true; of a connector encryption_type = \"TLS\""
#   example: |
#     resource "aws_msk_cluster" "this" {
#       cluster_name = "orders"
#       # ...
#       encryption_info {
#         encryption_in_transit {
#           client_broker = "TLS"
#           in_cluster    = true
#         }
#       }
#     }
package driftgate.aws.msk.transit_encrypted

import data.driftgate.lib.blocks
import rego.v1

transit contains {"path": ["encryption_info", index, "encryption_in_transit", number], "block": block} if {
	some index, info in object.get(input.attributes, "encryption_info", null)
	some number, block in info.encryption_in_transit
}

deny contains {"path": array.concat(entry.path, ["client_broker"]), "observed": value, "required": "TLS", "args": {"what": "what clients talk", "value": value}} if {
	some entry in transit
	value := entry.block.client_broker
	value in ["PLAINTEXT", "TLS_PLAINTEXT"]
}

deny contains {"path": array.concat(entry.path, ["in_cluster"]), "observed": false, "required": true, "args": {"what": "what brokers talk", "value": "PLAINTEXT"}} if {
	some entry in transit
	entry.block.in_cluster == false
}

connector := object.get(input.attributes, "kafka_cluster_encryption_in_transit", null)

deny contains {"path": blocks.path("kafka_cluster_encryption_in_transit", connector, "encryption_type"), "observed": value, "required": "TLS", "args": {"what": "what the connector talks", "value": "PLAINTEXT"}} if {
	input.type == "aws_mskconnect_connector"
	value := blocks.member(connector, "encryption_type")
	value != "TLS"
}
