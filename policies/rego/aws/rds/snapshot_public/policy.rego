# METADATA
# title: "Snapshots of databases are not public"
# description: "A snapshot that is shared with \"all\" can be restored by every account of AWS, with all data in it. Snapshots of instances, of clusters, and copies of both can be shared."
# related_resources:
#   - https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ShareSnapshot.html
# custom:
#   id: rds-snapshot-public
#   severity: critical
#   reason: "every account of AWS can restore the data"
#   category: access
#   resource_types:
#     - aws_db_snapshot
#     - aws_db_cluster_snapshot
#     - aws_db_snapshot_copy
#     - aws_rds_cluster_snapshot_copy
#   requires:
#     - shared_accounts
#   controls:
#     - "nist-800-53-r5:AC-3"
#     - "nist-800-53-r5:SC-7"
#   aliases: [CKV_AWS_302, rds_snapshots_public_access]
#   message: "every account of AWS can restore the snapshot"
#   remediation: "name in shared_accounts the accounts that need it"
#   example: |
#     resource "aws_db_snapshot" "this" {
#       db_instance_identifier = aws_db_instance.this.identifier
#       db_snapshot_identifier = "before-upgrade"
#       shared_accounts        = ["111122223333"]
#     }
package driftgate.aws.rds.snapshot_public

import rego.v1

deny contains {"path": ["shared_accounts"], "observed": "all", "required": "named accounts", "args": {}, "pin": "all"} if {
	some account in object.get(input.attributes, "shared_accounts", null)
	lower(account) == "all"
}
