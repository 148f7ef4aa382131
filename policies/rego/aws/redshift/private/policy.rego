# METADATA
# title: "Redshift is not reachable from the internet"
# description: "A warehouse with a public address stands in the internet, and what keeps people out is a rule of a firewall and a password. Up to version 5 of the provider a cluster has one unless somebody says no; a serverless workgroup has none."
# related_resources:
#   - https://docs.aws.amazon.com/redshift/latest/mgmt/managing-clusters-vpc.html
# custom:
#   id: redshift-private
#   severity: critical
#   reason: "anybody on the internet can try to log in"
#   category: network
#   resource_types:
#     - aws_redshift_cluster
#     - aws_redshiftserverless_workgroup
#   requires:
#     - publicly_accessible
#   controls:
#     - "nist-800-53-r5:SC-7"
#   aliases: [CKV_AWS_87, redshift_cluster_public_access]
#   message: "the warehouse has a public address"
#   remediation: "set publicly_accessible = false"
#   example: |
#     resource "aws_redshift_cluster" "this" {
#       cluster_identifier  = "sales"
#       publicly_accessible = false
#       # ...
#     }
package driftgate.aws.redshift.private

import rego.v1

deny contains {"path": ["publicly_accessible"], "observed": value, "required": false, "args": {}} if {
	value := object.get(input.attributes, "publicly_accessible", null)
	not is_private(value)
}

is_private(false)

# A workgroup that says nothing has no address; a plan tells nothing of that as null.
is_private(null) if input.type == "aws_redshiftserverless_workgroup"
