# METADATA
# title: "Redshift takes upgrades"
# description: "Upgrades mend flaws in the window for maintenance. They are on unless somebody switches them off; serverless workgroups always take them."
# related_resources:
#   - https://docs.aws.amazon.com/redshift/latest/mgmt/cluster-versions.html
# custom:
#   id: redshift-version-upgrades
#   severity: low
#   reason: "known flaws stay open until somebody upgrades by hand"
#   category: general
#   resource_types:
#     - aws_redshift_cluster
#   needs:
#     aws_redshift_cluster: [allow_version_upgrade]
#   controls:
#     - "nist-800-53-r5:SI-2"
#   aliases: [CKV_AWS_141, redshift_cluster_automatic_upgrades]
#   message: "upgrades are off"
#   remediation: "set allow_version_upgrade = true"
#   example: |
#     resource "aws_redshift_cluster" "this" {
#       cluster_identifier    = "sales"
#       allow_version_upgrade = true
#       # ...
#     }
package driftgate.aws.redshift.version_upgrades

import rego.v1

deny contains {"path": ["allow_version_upgrade"], "observed": value, "required": true, "args": {}} if {
	value := object.get(input.attributes, "allow_version_upgrade", null)
	value != true
}
