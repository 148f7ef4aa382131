# METADATA
# title: "Redshift loads and unloads through the network"
# description: "Without enhanced routing COPY and UNLOAD go over the internet's side of AWS, where no endpoint policy, firewall or flow log of the network sees them. Clusters and serverless workgroups have it, off unless somebody sets it."
# related_resources:
#   - https://docs.aws.amazon.com/redshift/latest/mgmt/enhanced-vpc-routing.html
# custom:
#   id: redshift-vpc-routing
#   severity: low
#   reason: "data can leave where the network does not see it"
#   category: network
#   resource_types:
#     - aws_redshift_cluster
#     - aws_redshiftserverless_workgroup
#   requires:
#     - enhanced_vpc_routing
#   controls:
#     - "nist-800-53-r5:SC-7"
#   aliases: [CKV_AWS_321, redshift_cluster_enhanced_vpc_routing]
#   message: "COPY and UNLOAD do not go through the network"
#   remediation: "set enhanced_vpc_routing = true"
#   example: |
#     resource "aws_redshift_cluster" "this" {
#       cluster_identifier   = "sales"
#       enhanced_vpc_routing = true
#       # ...
#     }
package driftgate.aws.redshift.vpc_routing

import rego.v1

deny contains {"path": ["enhanced_vpc_routing"], "observed": value, "required": true, "args": {}} if {
	value := object.get(input.attributes, "enhanced_vpc_routing", null)
	value != true
}
