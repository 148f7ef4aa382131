# METADATA
# title: "Databases refuse connections without TLS"
# description: "A database takes plain connections until a parameter of its group says otherwise: rds.force_ssl for PostgreSQL and SQL Server, require_secure_transport for MySQL and MariaDB. It is 1 by default since PostgreSQL 15, and 17 of Aurora. Other engines do it otherwise, and are not judged."
# related_resources:
#   - https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/PostgreSQL.Concepts.General.SSL.html
# custom:
#   id: rds-tls-parameter
#   severity: medium
#   reason: "passwords and data of clients that do not ask for TLS can be read on the way"
#   category: encryption
#   resource_types:
#     - aws_db_parameter_group
#     - aws_rds_cluster_parameter_group
#   requires:
#     - family
#     - parameter
#   controls:
#     - "nist-800-53-r5:SC-8"
#   aliases: [CKV2_AWS_69, rds_instance_transport_encrypted]
#   message: "{parameter} of the group is {value}"
#   remediation: "add a parameter rds.force_ssl = 1, of MySQL and MariaDB require_secure_transport = 1"
#   example: |
#     resource "aws_db_parameter_group" "this" {
#       family = "postgres14"
#       parameter {
#         name         = "rds.force_ssl"
#         value        = "1"
#         apply_method = "pending-reboot"
#       }
#     }
package driftgate.aws.rds.tls_parameter

import rego.v1

family := object.get(input.attributes, "family", "")

engines := [
	{"prefix": "aurora-postgresql", "parameter": "rds.force_ssl", "since": 17},
	{"prefix": "aurora-mysql", "parameter": "require_secure_transport", "unsure": 8.4},
	{"prefix": "postgres", "parameter": "rds.force_ssl", "since": 15},
	{"prefix": "sqlserver", "parameter": "rds.force_ssl"},
	{"prefix": "mysql", "parameter": "require_secure_transport", "unsure": 8.4},
	{"prefix": "mariadb", "parameter": "require_secure_transport", "unsure": 11.8},
]

engine := found if {
	some found in engines
	startswith(family, found.prefix)
}

version := to_number(split(family, engine.prefix)[1])

told contains {"index": index, "value": parameter.value} if {
	some index, parameter in object.get(input.attributes, "parameter", null)
	parameter.name == engine.parameter
}

deny contains {"path": ["parameter", entry.index, "value"], "observed": entry.value, "required": "1", "args": {"parameter": engine.parameter, "value": entry.value}} if {
	some entry in told
	not lower(entry.value) in ["1", "on", "true"]
}

deny contains {"path": ["parameter"], "observed": null, "required": "1", "args": {"parameter": engine.parameter, "value": "not set"}, "unknown": unread} if {
	not is_default
	not is_open
}

# A value that is not known yet is no value that is not set: what is touched is told by itself.
is_open if {
	some parameter in object.get(input.attributes, "parameter", null)
	parameter.name == engine.parameter
}

is_default if version >= engine.since

is_unsure if version >= engine.unsure

unread := "what this version does by default is not known" if is_unsure

unread := "" if not is_unsure
