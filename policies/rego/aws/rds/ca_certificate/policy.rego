# METADATA
# title: "Databases have a certificate that is valid"
# description: "Authorities expire on days that AWS names, rds-ca-2019 in August 2024. Of one that is not among those of AWS nobody knows whether it is valid. Clients that check the certificate, as they should, cannot connect; those that connect do not check. Where nobody names one, new databases have rds-ca-rsa2048-g1."
# related_resources:
#   - https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.SSL-certificate-rotation.html
# custom:
#   id: rds-ca-certificate
#   severity: medium
#   reason: "clients cannot check whom they talk to"
#   category: encryption
#   resource_types:
#     - aws_db_instance
#     - aws_rds_cluster_instance
#     - aws_rds_cluster
#   needs:
#     aws_db_instance: [ca_cert_identifier]
#     aws_rds_cluster_instance: [ca_cert_identifier]
#     aws_rds_cluster: [ca_certificate_identifier]
#   facts:
#     - support
#   controls:
#     - "nist-800-53-r5:SC-17"
#   aliases: [CKV_AWS_211, rds_instance_certificate_expiration]
#   message: "the certificate is of {authority}, which has expired on {day}"
#   remediation: "set ca_cert_identifier = \"rds-ca-rsa2048-g1\""
#   example: |
#     resource "aws_db_instance" "this" {
#       engine             = "postgres"
#       ca_cert_identifier = "rds-ca-rsa2048-g1"
#       # ...
#     }
package driftgate.aws.rds.ca_certificate

import data.driftgate.lib.support
import rego.v1

deny contains {"path": one.path, "observed": one.version, "required": "rds-ca-rsa2048-g1", "args": {"authority": one.version, "day": one.day}, "unknown": one.unknown} if {
	some one in support.out(input.facts.support, "authority", "standard")
}
