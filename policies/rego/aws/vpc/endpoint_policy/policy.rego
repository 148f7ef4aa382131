# METADATA
# title: Endpoints of services say what may be asked through them
# description: "The policy that AWS gives to an endpoint lets everybody do everything through it, so data can leave to foreign accounts without the internet. A policy of one's own names actions, resources or an organisation. Endpoints of Gateway Load Balancers have none."
# related_resources:
#   - https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
# custom:
#   id: network-endpoint-policy
#   severity: low
#   reason: "The permissions of who asks still hold; what is missing is a fence against carrying data away."
#   category: access
#   resource_types:
#     - aws_vpc_endpoint
#     - aws_vpc_endpoint_policy
#   requires:
#     - policy
#   needs:
#     aws_vpc_endpoint: [vpc_endpoint_type]
#   related:
#     - aws_vpc_endpoint_policy
#   facts:
#     - grants
#   controls:
#     - "nist-800-53-r5:AC-4"
#     - "nist-800-53-r5:AC-6"
#   aliases:
#     - vpc_endpoint_connections_trust_boundaries
#   message: "{what}"
#   remediation: "give the endpoint a policy that names the resources or the organisation"
#   example: |
#     resource "aws_vpc_endpoint" "s3" {
#       vpc_id       = aws_vpc.main.id
#       service_name = "com.amazonaws.eu-west-1.s3"
#       policy = jsonencode({
#         Version = "2012-10-17"
#         Statement = [{
#           Effect    = "Allow"
#           Principal = "*"
#           Action    = "s3:*"
#           Resource  = "*"
#           Condition = { StringEquals = { "aws:ResourceOrgID" = "o-example" } }
#         }]
#       })
#     }
package driftgate.aws.vpc.endpoint_policy

import data.driftgate.lib.grants
import data.driftgate.lib.values
import rego.v1

deny contains {"path": [found.at], "observed": found.grant.what, "required": "named actions or resources", "args": {"what": "everybody may do everything through the endpoint"}, "pin": found.grant.pin} if {
	some found in grants.of(input.facts.grants, "everyone")
	some other in grants.of(input.facts.grants, "everything")
	found.grant.statement == other.grant.statement
}

deny contains {"path": ["policy"], "observed": null, "required": "a policy", "args": {"what": "the endpoint has the policy that AWS gives it, which allows everything"}} if {
	values.is_empty(input.attributes.policy)
	has_policies
	not separate
}

# A policy of its own without a text has the one that AWS gives.
separate if {
	input.type == "aws_vpc_endpoint"
	count(object.get(input.related, "aws_vpc_endpoint_policy", [])) > 0
}

has_policies if not input.attributes.vpc_endpoint_type == "GatewayLoadBalancer"
