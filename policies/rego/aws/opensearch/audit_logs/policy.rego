# METADATA
# title: "Domains write a log of audits"
# description: "The log of audits says who logged in and who read or changed which index. It is published where the domain says so, and switched on in its dashboards besides. Other logs are of slow queries and errors."
# related_resources:
#   - https://docs.aws.amazon.com/opensearch-service/latest/developerguide/audit-logs.html
# custom:
#   id: opensearch-audit-logs
#   severity: low
#   reason: "it prevents nothing, and helps to understand what happened"
#   category: logging
#   resource_types:
#     - aws_opensearch_domain
#     - aws_elasticsearch_domain
#   requires:
#     - log_publishing_options
#   controls:
#     - "nist-800-53-r5:AU-2"
#     - "nist-800-53-r5:AU-12"
#   aliases: [CKV_AWS_84, CKV_AWS_317, AVD-AWS-0042, opensearch_service_domains_audit_logging_enabled]
#   message: "the log of audits is not published"
#   remediation: "set log_publishing_options with log_type = \"AUDIT_LOGS\""
#   example: |
#     resource "aws_opensearch_domain" "this" {
#       domain_name = "logs"
#       # ...
#       log_publishing_options {
#         log_type                 = "AUDIT_LOGS"
#         cloudwatch_log_group_arn = aws_cloudwatch_log_group.audit.arn
#       }
#     }
package driftgate.aws.opensearch.audit_logs

import rego.v1

logs := object.get(input.attributes, "log_publishing_options", null)

# An entry is on unless it says otherwise.
published if {
	some entry in logs
	entry.log_type == "AUDIT_LOGS"
	object.get(entry, "enabled", true) in [true, null]
}

deny contains {"path": ["log_publishing_options"], "observed": null, "required": "AUDIT_LOGS", "args": {}} if not published
