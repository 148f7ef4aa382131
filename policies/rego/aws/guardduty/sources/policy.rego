# METADATA
# title: GuardDuty looks at buckets, clusters, databases and functions
# description: "Each protection is a switch. It may stand in the detector, which is the older form, or be a feature of its own. Runtime monitoring of EKS alone is left out here, for the newer one of all machines takes its place."
# related_resources:
#   - https://docs.aws.amazon.com/guardduty/latest/ug/guardduty-features-activation-model.html
# custom:
#   id: guardduty-sources
#   severity: medium
#   reason: "a kind of attack goes unnoticed, the others are seen"
#   category: detection
#   resource_types:
#     - aws_guardduty_detector
#     - aws_guardduty_detector_feature
#   needs:
#     aws_guardduty_detector: [datasources]
#     aws_guardduty_detector_feature: [name, status]
#   controls:
#     - "nist-800-53-r5:SI-4"
#   aliases: [guardduty_s3_protection_enabled, guardduty_eks_audit_log_enabled, guardduty_ec2_malware_protection_enabled, guardduty_rds_protection_enabled, guardduty_lambda_protection_enabled]
#   message: "{what} is switched off"
#   remediation: "enable the feature with aws_guardduty_detector_feature"
#   example: |
#     resource "aws_guardduty_detector_feature" "s3" {
#       detector_id = aws_guardduty_detector.this.id
#       name        = "S3_DATA_EVENTS"
#       status      = "ENABLED"
#     }
package driftgate.aws.guardduty.sources

import rego.v1

deny contains {"path": ["status"], "observed": "DISABLED", "required": "ENABLED", "args": {"what": input.attributes.name}} if {
	input.attributes.status == "DISABLED"
	input.attributes.name != "EKS_RUNTIME_MONITORING"
}

deny contains {"path": ["datasources", index, "s3_logs"], "observed": false, "required": true, "args": {"what": "the look at buckets"}} if {
	some index, sources in input.attributes.datasources
	some block in sources.s3_logs
	block.enable == false
}

deny contains {"path": ["datasources", index, "kubernetes"], "observed": false, "required": true, "args": {"what": "the look at clusters"}} if {
	some index, sources in input.attributes.datasources
	some block in sources.kubernetes
	some logs in block.audit_logs
	logs.enable == false
}

deny contains {"path": ["datasources", index, "malware_protection"], "observed": false, "required": true, "args": {"what": "the look for malware"}} if {
	some index, sources in input.attributes.datasources
	some block in sources.malware_protection
	some scan in block.scan_ec2_instance_with_findings
	some volumes in scan.ebs_volumes
	volumes.enable == false
}
