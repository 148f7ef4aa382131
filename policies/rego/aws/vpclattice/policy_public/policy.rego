# METADATA
# title: Services of a lattice know who may call
# description: "An auth policy for everybody lets in whatever reaches the lattice, also without a signature. A resource policy for everybody lets any account join."
# related_resources:
#   - https://docs.aws.amazon.com/vpc-lattice/latest/ug/auth-policies.html
# custom:
#   id: vpclattice-policy-public
#   severity: high
#   reason: "whatever reaches the lattice is let in"
#   category: access
#   resource_types:
#     - aws_vpclattice_auth_policy
#     - aws_vpclattice_resource_policy
#   requires:
#     - policy
#   facts:
#     - grants
#   controls:
#     - "nist-800-53-r5:AC-3"
#     - "nist-800-53-r5:AC-6"
#   message: "the policy lets anyone {what}"
#   remediation: "name the roles or accounts, or restrict them with a condition such as vpc-lattice-svcs:SourceVpc"
#   example: |
#     resource "aws_vpclattice_auth_policy" "orders" {
#       resource_identifier = aws_vpclattice_service.orders.arn
#       policy = jsonencode({
#         Version = "2012-10-17"
#         Statement = [{
#           Effect    = "Allow"
#           Principal = { AWS = "arn:aws:iam::111122223333:role/shop" }
#           Action    = ["vpc-lattice-svcs:Invoke"]
#           Resource  = "*"
#         }]
#       })
#     }
package driftgate.aws.vpclattice.policy_public

import data.driftgate.lib.grants
import rego.v1

within(statement) if {
	some operator, conditions in statement.Condition
	operator == "stringequals"
	some key, _ in conditions
	key in {"vpc-lattice-svcs:sourcevpc", "vpc-lattice-svcs:sourcevpcowneraccount"}
}

deny contains {"path": [found.at], "observed": found.grant.what, "required": "named principals", "args": {"what": found.grant.what}, "pin": found.grant.pin} if {
	some found in grants.of(input.facts.grants, "everyone")
	not within(input.documents.policy.Statement[found.grant.statement])
}
