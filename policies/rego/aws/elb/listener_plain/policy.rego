# METADATA
# title: Classic load balancers answer in TLS
# description: "A listener that speaks HTTP sends what people type and see in plain text, and a classic load balancer cannot send people on to HTTPS. Listeners of TCP may carry TLS that ends behind them."
# custom:
#   id: balancer-classic-plain
#   severity: high
#   reason: "Sessions and passwords can be read on the way."
#   category: encryption
#   resource_types:
#     - aws_elb
#   requires:
#     - listener
#   reads:
#     - listener.lb_protocol
#   controls:
#     - "nist-800-53-r5:SC-8"
#     - "nist-800-53-r5:SC-23"
#   aliases:
#     - CKV_AWS_376
#     - elb_ssl_listeners
#   message: "the listener on port {port} answers in plain HTTP"
#   remediation: "use https with a certificate, or move to an application load balancer that redirects"
#   example: |
#     resource "aws_elb" "main" {
#       availability_zones = ["eu-west-1a", "eu-west-1b"]
#       listener {
#         lb_port            = 443
#         lb_protocol        = "https"
#         instance_port      = 80
#         instance_protocol  = "http"
#         ssl_certificate_id = aws_acm_certificate.main.arn
#       }
#     }
package driftgate.aws.elb.listener_plain

import rego.v1

deny contains {"path": ["listener", index, "lb_protocol"], "observed": listener.lb_protocol, "required": "https", "args": {"port": object.get(listener, "lb_port", null)}} if {
	some index, listener in input.attributes.listener
	lower(listener.lb_protocol) == "http"
}
