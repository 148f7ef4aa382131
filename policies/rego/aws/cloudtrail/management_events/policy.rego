# METADATA
# title: Trails record what people do, reading and writing
# description: "Management events are the changes and look-ups of the account. A selector of data events alone, one that leaves out reads or writes, or one that leaves out services, hides what an intruder does."
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-management-events-with-cloudtrail.html
# custom:
#   id: cloudtrail-management-events
#   severity: medium
#   reason: "another trail may record them"
#   category: logging
#   resource_types:
#     - aws_cloudtrail
#   requires:
#     - event_selector.include_management_events
#     - event_selector.read_write_type
#     - event_selector.exclude_management_event_sources
#     - advanced_event_selector.field_selector.field
#     - advanced_event_selector.field_selector.equals
#     - advanced_event_selector.field_selector.not_equals
#   controls:
#     - "nist-800-53-r5:AU-2"
#     - "nist-800-53-r5:AU-12"
#     - "cis-aws-3.0:3.1"
#   aliases: [cloudtrail_multi_region_enabled_logging_management_events]
#   message: "{what}"
#   remediation: "let one selector record all management events, reads and writes, of all services"
#   example: |
#     resource "aws_cloudtrail" "this" {
#       name           = "all"
#       s3_bucket_name = aws_s3_bucket.trail.id
#       event_selector {
#         read_write_type           = "All"
#         include_management_events = true
#       }
#     }
package driftgate.aws.cloudtrail.management_events

import rego.v1

plain := object.get(input.attributes, "event_selector", [])

advanced := object.get(input.attributes, "advanced_event_selector", [])

managed contains selector if {
	some selector in plain
	object.get(selector, "include_management_events", true) != false
}

reads if {
	some selector in managed
	object.get(selector, "read_write_type", "All") in {"All", "ReadOnly", null, ""}
}

writes if {
	some selector in managed
	object.get(selector, "read_write_type", "All") in {"All", "WriteOnly", null, ""}
}

fields(selector) := {field.field | some field in selector.field_selector}

management contains selector if {
	some selector in advanced
	some field in selector.field_selector
	field.field == "eventCategory"
	"Management" in field.equals
}

reads if {
	some selector in management
	not "readOnly" in fields(selector)
}

reads if {
	some selector in management
	some field in selector.field_selector
	field.field == "readOnly"
	"true" in field.equals
}

writes if {
	some selector in management
	not "readOnly" in fields(selector)
}

writes if {
	some selector in management
	some field in selector.field_selector
	field.field == "readOnly"
	"false" in field.equals
}

selected if count(plain) > 0

selected if count(advanced) > 0

deny contains {"path": [], "observed": null, "required": "All", "args": {"what": "what people look up is not recorded"}} if {
	selected
	not reads
}

deny contains {"path": [], "observed": null, "required": "All", "args": {"what": "what people change is not recorded"}} if {
	selected
	not writes
}

deny contains {"path": ["event_selector"], "observed": sources, "required": [], "args": {"what": concat("", ["events of ", concat(", ", sources), " are left out"])}} if {
	some selector in managed
	sources := selector.exclude_management_event_sources
	count(sources) > 0
}

deny contains {"path": ["advanced_event_selector"], "observed": field.not_equals, "required": [], "args": {"what": concat("", ["events of ", concat(", ", field.not_equals), " are left out"])}} if {
	some selector in management
	some field in selector.field_selector
	field.field == "eventSource"
	count(field.not_equals) > 0
}
