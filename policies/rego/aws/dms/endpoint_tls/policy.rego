# METADATA
# title: "Endpoints of replications use TLS"
# description: "An endpoint talks to its database without TLS where nobody says otherwise, though it sends a password and whole tables. Buckets, streams and search domains are reached by HTTPS, Kafka and Redis have settings of their own; they are not judged."
# related_resources:
#   - https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Security.SSL.html
# custom:
#   id: dms-endpoint-tls
#   severity: medium
#   reason: "passwords and tables can be read on the way"
#   category: encryption
#   resource_types:
#     - aws_dms_endpoint
#   needs:
#     aws_dms_endpoint: [ssl_mode, engine_name]
#   controls:
#     - "nist-800-53-r5:SC-8"
#   aliases: [dms_endpoint_ssl_enabled]
#   message: "the endpoint uses no TLS"
#   remediation: "set ssl_mode to require, verify-ca or verify-full"
#   example: |
#     resource "aws_dms_endpoint" "this" {
#       endpoint_id   = "orders"
#       endpoint_type = "source"
#       engine_name   = "postgres"
#       ssl_mode      = "require"
#       # ...
#     }
package driftgate.aws.dms.endpoint_tls

import rego.v1

able := [
	"aurora", "aurora-postgresql", "aurora-serverless", "aurora-postgresql-serverless", "azuredb",
	"azure-sql-managed-instance", "babelfish", "db2", "db2-zos", "docdb", "mariadb", "mongodb", "mysql",
	"oracle", "postgres", "sqlserver", "sybase",
]

deny contains {"path": ["ssl_mode"], "observed": mode, "required": "require", "args": {}} if {
	object.get(input.attributes, "engine_name", "") in able
	mode := object.get(input.attributes, "ssl_mode", null)
	mode in [null, "", "none"]
}
