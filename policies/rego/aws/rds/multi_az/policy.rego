# METADATA
# title: "Databases have a standby in another zone"
# description: "When a zone fails, the standby takes over within minutes; without it the database is restored from a backup. A replica serves reads and may stand alone; clusters have members instead, and are another finding."
# related_resources:
#   - https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.MultiAZSingleStandby.html
# custom:
#   id: rds-multi-az
#   severity: medium
#   reason: "the failure of one zone stops the database"
#   category: recovery
#   resource_types:
#     - aws_db_instance
#   needs:
#     aws_db_instance: [multi_az, replicate_source_db]
#   controls:
#     - "nist-800-53-r5:CP-10"
#   aliases: [CKV_AWS_157, rds_instance_multi_az]
#   message: "the database has no standby"
#   remediation: "set multi_az = true"
#   example: |
#     resource "aws_db_instance" "this" {
#       engine   = "postgres"
#       multi_az = true
#       # ...
#     }
package driftgate.aws.rds.multi_az

import data.driftgate.lib.values
import rego.v1

deny contains {"path": ["multi_az"], "observed": value, "required": true, "args": {}} if {
	value := object.get(input.attributes, "multi_az", null)
	value != true
	not is_replica
}

is_replica if values.is_set(input.attributes.replicate_source_db)
