# METADATA
# title: "Redshift keeps snapshots for a week"
# description: "Automated snapshots are kept for a day where nobody says more; with zero days there are none."
# related_resources:
#   - https://docs.aws.amazon.com/redshift/latest/mgmt/working-with-snapshots.html
# custom:
#   id: redshift-snapshots
#   severity: medium
#   reason: "what is lost and noticed late has to be loaded again"
#   category: recovery
#   resource_types:
#     - aws_redshift_cluster
#   needs:
#     aws_redshift_cluster: [automated_snapshot_retention_period]
#   controls:
#     - "nist-800-53-r5:CP-9"
#   aliases: [CKV_AWS_343, redshift_cluster_automated_snapshot]
#   params:
#     days: { type: integer, minimum: 1, maximum: 35, default: 7, weaker: lower, description: "the fewest days that snapshots are kept" }
#   message: "snapshots are kept for {days} days"
#   remediation: "set automated_snapshot_retention_period to 7 or more"
#   example: |
#     resource "aws_redshift_cluster" "this" {
#       cluster_identifier                  = "sales"
#       automated_snapshot_retention_period = 14
#       # ...
#     }
package driftgate.aws.redshift.snapshots

import rego.v1

deny contains {"path": ["automated_snapshot_retention_period"], "observed": days, "required": input.params.days, "args": {"days": days}} if {
	days := object.get(input.attributes, "automated_snapshot_retention_period", 0)
	not enough(days)
}

enough(days) if {
	is_number(days)
	days >= input.params.days
}
