# METADATA
# title: "InfluxDB is not reachable from the internet"
# description: "A database of Timestream for InfluxDB gets a public address where somebody says so, and then a password stands before it. Instances and clusters are judged; Timestream itself has no addresses of its own."
# related_resources:
#   - https://docs.aws.amazon.com/timestream/latest/developerguide/timestream-for-influx-managing.html
# custom:
#   id: timestream-private
#   severity: critical
#   reason: "anybody on the internet can try to log in"
#   category: network
#   resource_types:
#     - aws_timestreaminfluxdb_db_instance
#     - aws_timestreaminfluxdb_db_cluster
#   requires:
#     - publicly_accessible
#   controls:
#     - "nist-800-53-r5:SC-7"
#   message: "the database has a public address"
#   remediation: "set publicly_accessible = false (the database is made anew)"
#   example: |
#     resource "aws_timestreaminfluxdb_db_instance" "this" {
#       name                = "metrics"
#       publicly_accessible = false
#       # ...
#     }
package driftgate.aws.timestream.private

import rego.v1

deny contains {"path": ["publicly_accessible"], "observed": value, "required": false, "args": {}} if {
	value := object.get(input.attributes, "publicly_accessible", null)
	value != false
}
