# METADATA
# title: "Redshift logs connections and users"
# description: "Who connected and who changed users stays in the cluster for some days unless it is sent to a bucket or to CloudWatch. It is set by a resource of its own or, up to version 5 of the provider, in the cluster itself. Serverless namespaces name the logs that they send."
# related_resources:
#   - https://docs.aws.amazon.com/redshift/latest/mgmt/db-auditing.html
# custom:
#   id: redshift-logging
#   severity: medium
#   reason: "nobody can say who took data out of the warehouse"
#   category: logging
#   resource_types:
#     - aws_redshift_cluster
#     - aws_redshiftserverless_namespace
#   needs:
#     aws_redshiftserverless_namespace: [log_exports]
#   related:
#     - aws_redshift_logging
#   optional:
#     - logging.enable
#   controls:
#     - "nist-800-53-r5:AU-2"
#     - "nist-800-53-r5:AU-12"
#   aliases: [CKV_AWS_71, redshift_cluster_audit_logging]
#   message: "connections and users are not logged"
#   remediation: "add aws_redshift_logging; of a serverless namespace set log_exports"
#   example: |
#     resource "aws_redshift_logging" "this" {
#       cluster_identifier   = aws_redshift_cluster.this.id
#       log_destination_type = "cloudwatch"
#       log_exports          = ["connectionlog", "userlog"]
#     }
package driftgate.aws.redshift.logging

import data.driftgate.lib.blocks
import rego.v1

# Version 6 of the provider has no block for it any more.
inline := object.get(input.attributes, "logging", null)

deny contains {"path": blocks.path("logging", inline, "enable"), "observed": blocks.member(inline, "enable"), "required": true, "args": {}} if {
	input.type == "aws_redshift_cluster"
	count(object.get(input.related, "aws_redshift_logging", [])) == 0
	blocks.member(inline, "enable") != true
}

deny contains {"path": ["log_exports"], "observed": null, "required": "connectionlog", "args": {}} if {
	input.type == "aws_redshiftserverless_namespace"
	count(blocks.entries(object.get(input.attributes, "log_exports", null))) == 0
}
