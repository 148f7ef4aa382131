# METADATA
# title: "Databases tell what their machine does"
# description: "Metrics of the hypervisor do not tell which process takes the memory or waits for the disk. Enhanced monitoring does, every minute or oftener; zero seconds, the default, is off."
# related_resources:
#   - https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Monitoring.OS.html
# custom:
#   id: rds-enhanced-monitoring
#   severity: low
#   reason: "it prevents nothing, and helps to understand what happened"
#   category: logging
#   resource_types:
#     - aws_db_instance
#     - aws_rds_cluster_instance
#   requires:
#     - monitoring_interval
#   controls:
#     - "nist-800-53-r5:SI-4"
#   aliases: [CKV_AWS_118, rds_instance_enhanced_monitoring_enabled]
#   message: "enhanced monitoring is off"
#   remediation: "set monitoring_interval to 60, and monitoring_role_arn"
#   example: |
#     resource "aws_db_instance" "this" {
#       engine              = "postgres"
#       monitoring_interval = 60
#       monitoring_role_arn = aws_iam_role.monitoring.arn
#       # ...
#     }
package driftgate.aws.rds.enhanced_monitoring

import rego.v1

deny contains {"path": ["monitoring_interval"], "observed": value, "required": 60, "args": {}} if {
	value := object.get(input.attributes, "monitoring_interval", null)
	not on(value)
}

on(value) if {
	is_number(value)
	value > 0
}
