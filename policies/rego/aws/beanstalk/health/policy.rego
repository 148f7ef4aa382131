# METADATA
# title: Environments of Beanstalk tell how they are
# description: "Enhanced health looks at each machine and at what it answers; the basic one only asks the load balancer."
# related_resources:
#   - https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/health-enhanced.html
# custom:
#   id: beanstalk-health
#   severity: low
#   reason: "Faults are found later, nothing is exposed."
#   category: logging
#   resource_types:
#     - aws_elastic_beanstalk_environment
#   requires:
#     - setting
#     - template_name
#   reads:
#     - setting.namespace
#     - setting.name
#     - setting.value
#   controls:
#     - "nist-800-53-r5:SI-4"
#     - "nist-800-53-r5:CA-7"
#   aliases:
#     - CKV_AWS_312
#     - elasticbeanstalk_environment_enhanced_health_reporting
#   message: "the environment has basic health only"
#   remediation: "set SystemType of aws:elasticbeanstalk:healthreporting:system to enhanced"
#   example: |
#     resource "aws_elastic_beanstalk_environment" "main" {
#       name        = "main"
#       application = "main"
#       setting {
#         namespace = "aws:elasticbeanstalk:healthreporting:system"
#         name      = "SystemType"
#         value     = "enhanced"
#       }
#     }
package driftgate.aws.beanstalk.health

import data.driftgate.lib.values
import rego.v1

told contains {"index": index, "value": object.get(setting, "value", null)} if {
	some index, setting in input.attributes.setting
	setting.namespace == "aws:elasticbeanstalk:healthreporting:system"
	setting.name == "SystemType"
}

deny contains {"path": ["setting", one.index, "value"], "observed": one.value, "required": "enhanced", "args": {}} if {
	some one in told
	one.value != "enhanced"
}

deny contains {"path": ["setting"], "observed": null, "required": "enhanced", "args": {}} if {
	count(told) == 0
	values.is_empty(input.attributes.template_name)
}

deny contains {"path": ["setting"], "observed": null, "required": "enhanced", "args": {}, "unknown": "the template of the environment says which health it tells"} if {
	count(told) == 0
}
