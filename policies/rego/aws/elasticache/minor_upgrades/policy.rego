# METADATA
# title: "Caches take minor upgrades"
# description: "Minor versions mend flaws in the window for maintenance. They are on unless somebody switches them off, of groups and of clusters; the provider keeps the switch as a text."
# related_resources:
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/VersionManagement.html
# custom:
#   id: elasticache-minor-upgrades
#   severity: low
#   reason: "known flaws stay open until somebody upgrades by hand"
#   category: general
#   resource_types:
#     - aws_elasticache_replication_group
#     - aws_elasticache_cluster
#   requires:
#     - auto_minor_version_upgrade
#   controls:
#     - "nist-800-53-r5:SI-2"
#   aliases: [CKV_AWS_322, elasticache_redis_cluster_auto_minor_version_upgrades]
#   message: "minor upgrades are off"
#   remediation: "set auto_minor_version_upgrade = true"
#   example: |
#     resource "aws_elasticache_replication_group" "this" {
#       replication_group_id       = "sessions"
#       description                = "Sessions"
#       auto_minor_version_upgrade = true
#       # ...
#     }
package driftgate.aws.elasticache.minor_upgrades

import rego.v1

deny contains {"path": ["auto_minor_version_upgrade"], "observed": value, "required": true, "args": {}} if {
	value := object.get(input.attributes, "auto_minor_version_upgrade", null)
	not value in [true, "true"]
}
