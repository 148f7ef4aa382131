# METADATA
# title: Services of a lattice ask who calls
# description: "With NONE whatever is in a network of the lattice calls the service, and its policy is not looked at. AWS_IAM asks for a signature."
# related_resources:
#   - https://docs.aws.amazon.com/vpc-lattice/latest/ug/auth-policies.html
# custom:
#   id: vpclattice-auth
#   severity: medium
#   reason: "only what is in the networks of the lattice reaches it"
#   category: access
#   resource_types:
#     - aws_vpclattice_service
#     - aws_vpclattice_service_network
#   requires:
#     - auth_type
#   controls:
#     - "nist-800-53-r5:AC-3"
#     - "nist-800-53-r5:IA-3"
#   message: "nobody is asked who calls"
#   remediation: "set auth_type = \"AWS_IAM\" and add aws_vpclattice_auth_policy"
#   example: |
#     resource "aws_vpclattice_service" "orders" {
#       name      = "orders"
#       auth_type = "AWS_IAM"
#     }
package driftgate.aws.vpclattice.auth

import rego.v1

deny contains {"path": ["auth_type"], "observed": value, "required": "AWS_IAM", "args": {}} if {
	value := object.get(input.attributes, "auth_type", null)
	value != "AWS_IAM"
}
