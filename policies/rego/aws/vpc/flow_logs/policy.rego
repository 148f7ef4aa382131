# METADATA
# title: Networks log their traffic
# description: "Without flow logs nobody can tell afterwards who came in and what went out. A log counts that shows rejected traffic, alone or with the rest; logs of single subnets or interfaces are not the network's."
# related_resources:
#   - https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs.html
# custom:
#   id: network-flow-logs
#   severity: medium
#   reason: "It is a loss of proof, not of protection."
#   category: logging
#   resource_types:
#     - aws_vpc
#     - aws_default_vpc
#   needs:
#     aws_flow_log: [traffic_type]
#   related:
#     - aws_flow_log
#   controls:
#     - "nist-800-53-r5:AU-12"
#     - "nist-800-53-r5:SI-4"
#     - "cis-aws-3.0:3.7"
#   aliases:
#     - CKV2_AWS_11
#     - AVD-AWS-0178
#     - vpc_flow_logs_enabled
#   message: "{what}"
#   remediation: "add aws_flow_log with vpc_id and traffic_type = \"ALL\""
#   example: |
#     resource "aws_flow_log" "main" {
#       vpc_id          = aws_vpc.main.id
#       traffic_type    = "ALL"
#       log_destination = aws_s3_bucket.logs.arn
#       log_destination_type = "s3"
#     }
package driftgate.aws.vpc.flow_logs

import rego.v1

logs := object.get(input.related, "aws_flow_log", [])

told contains log.address if {
	some log in logs
	object.get(log.attributes, "traffic_type", null) in {"ALL", "REJECT"}
}

# A log says what it records, or an apply does.
untold contains log.address if {
	some log in logs
	object.get(log.attributes, "traffic_type", null) == null
}

missing := "the network has no flow log" if count(logs) == 0

missing := "no flow log of the network shows what was rejected" if count(logs) > 0

deny contains {"path": [], "observed": null, "required": "ALL or REJECT", "args": {"what": missing}} if {
	count(told) == 0
	count(untold) == 0
}

deny contains {"path": [], "observed": null, "required": "ALL or REJECT", "args": {"what": missing}, "unknown": "what a flow log of the network records is not known"} if {
	count(told) == 0
}
