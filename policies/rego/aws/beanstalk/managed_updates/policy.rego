# METADATA
# title: Environments of Beanstalk are kept up to date
# description: "With managed actions Beanstalk brings the repairs of a platform by itself, in a window that somebody chose. A template may say so instead of the environment."
# related_resources:
#   - https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/environment-platform-update-managed.html
# custom:
#   id: beanstalk-managed-updates
#   severity: medium
#   reason: "Known flaws of the platform stay open."
#   category: general
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
#     - "nist-800-53-r5:SI-2"
#   aliases:
#     - CKV_AWS_340
#     - elasticbeanstalk_environment_managed_updates_enabled
#   message: "the platform is not kept up to date"
#   remediation: "set ManagedActionsEnabled of aws:elasticbeanstalk:managedactions to true"
#   example: |
#     resource "aws_elastic_beanstalk_environment" "main" {
#       name        = "main"
#       application = "main"
#       setting {
#         namespace = "aws:elasticbeanstalk:managedactions"
#         name      = "ManagedActionsEnabled"
#         value     = "true"
#       }
#     }
package driftgate.aws.beanstalk.managed_updates

import data.driftgate.lib.values
import rego.v1

told contains {"index": index, "value": object.get(setting, "value", null)} if {
	some index, setting in input.attributes.setting
	setting.namespace == "aws:elasticbeanstalk:managedactions"
	setting.name == "ManagedActionsEnabled"
}

deny contains {"path": ["setting", one.index, "value"], "observed": one.value, "required": "true", "args": {}} if {
	some one in told
	not values.is_on(one.value)
}

deny contains {"path": ["setting"], "observed": null, "required": "true", "args": {}} if {
	count(told) == 0
	values.is_empty(input.attributes.template_name)
}

deny contains {"path": ["setting"], "observed": null, "required": "true", "args": {}, "unknown": "the template of the environment says whether it is kept up to date"} if {
	count(told) == 0
}
