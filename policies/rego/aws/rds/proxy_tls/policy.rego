# METADATA
# title: "Proxies of databases take TLS only"
# description: "A proxy stands between programs and databases, and takes plain connections unless it is told to require TLS, whatever the database behind it does."
# related_resources:
#   - https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-proxy.howitworks.html
# custom:
#   id: rds-proxy-tls
#   severity: medium
#   reason: "passwords and data of clients that do not ask for TLS can be read on the way"
#   category: encryption
#   resource_types:
#     - aws_db_proxy
#   needs:
#     aws_db_proxy: [require_tls]
#   controls:
#     - "nist-800-53-r5:SC-8"
#   message: "the proxy takes connections without TLS"
#   remediation: "set require_tls = true"
#   example: |
#     resource "aws_db_proxy" "this" {
#       name          = "orders"
#       engine_family = "POSTGRESQL"
#       require_tls   = true
#       # ...
#     }
package driftgate.aws.rds.proxy_tls

import rego.v1

deny contains {"path": ["require_tls"], "observed": value, "required": true, "args": {}} if {
	value := object.get(input.attributes, "require_tls", null)
	value != true
}
