"""AWS Config: what is recorded, whether it is, where it goes, and the rules that judge it."""

from __future__ import annotations

from engine.provider.facts import TypeFacts
from engine.provider.meaning import Meaning
from snapshots.aws.reading.service import Call, Read, ResourceType, Service

_RECORDER = ResourceType(
    name="aws_config_configuration_recorder",
    listing=Call(operation="DescribeConfigurationRecorders", items="ConfigurationRecorders"),
    id="name",
    attributes={
        "name": "name",
        "role_arn": "roleARN",
        "recording_group": (
            "[recordingGroup][].{all_supported: allSupported,"
            " include_global_resource_types: includeGlobalResourceTypes, resource_types: ordered(resourceTypes),"
            " exclusion_by_resource_types: [exclusionByResourceTypes][].{resource_types: ordered(resourceTypes)},"
            " recording_strategy: [recordingStrategy][].{use_only: useOnly}}"
        ),
        "recording_mode": (
            "[recordingMode][].{recording_frequency: recordingFrequency,"
            " recording_mode_override: recordingModeOverrides[].{description: description,"
            " recording_frequency: recordingFrequency, resource_types: ordered(resourceTypes)}}"
        ),
    },
    owned="servicePrincipal",
)
_STATUS = ResourceType(
    name="aws_config_configuration_recorder_status",
    listing=Call(operation="DescribeConfigurationRecorderStatus", items="ConfigurationRecordersStatus"),
    id="name",
    attributes={"name": "name", "is_enabled": "recording"},
    owned="servicePrincipal",
    facts=TypeFacts(implied={"is_enabled": False}),
)
_CHANNEL = ResourceType(
    name="aws_config_delivery_channel",
    listing=Call(operation="DescribeDeliveryChannels", items="DeliveryChannels"),
    id="name",
    attributes={
        "name": "name",
        "s3_bucket_name": "s3BucketName",
        "s3_key_prefix": "s3KeyPrefix",
        "s3_kms_key_arn": "s3KmsKeyArn",
        "sns_topic_arn": "snsTopicARN",
        "snapshot_delivery_properties": (
            "one({delivery_frequency: configSnapshotDeliveryProperties.deliveryFrequency})"
        ),
    },
    facts=TypeFacts(nothing_to_judge="it says where recordings go; the recorder and the bucket are judged themselves"),
)
_RULE = ResourceType(
    name="aws_config_config_rule",
    listing=Call(operation="DescribeConfigRules", items="ConfigRules"),
    id="ConfigRuleName",
    attributes={
        "arn": "ConfigRuleArn",
        "rule_id": "ConfigRuleId",
        "name": "ConfigRuleName",
        "description": "Description",
        "input_parameters": "InputParameters",
        "maximum_execution_frequency": "MaximumExecutionFrequency",
        "evaluation_mode": "EvaluationModes[].{mode: Mode}",
        "scope": (
            "one({compliance_resource_id: Scope.ComplianceResourceId,"
            " compliance_resource_types: ordered(Scope.ComplianceResourceTypes),"
            " tag_key: Scope.TagKey, tag_value: Scope.TagValue})"
        ),
    },
    reads=(
        Read(
            operation="GetCustomRulePolicy",
            parameters={"ConfigRuleName": "ConfigRuleName"},
            attributes={
                "source": (
                    "[{owner: _item.Source.Owner, source_identifier: _item.Source.SourceIdentifier,"
                    " source_detail: _item.Source.SourceDetails[].{event_source: EventSource,"
                    " message_type: MessageType, maximum_execution_frequency: MaximumExecutionFrequency},"
                    " custom_policy_details: PolicyText && [{policy_text: PolicyText,"
                    " policy_runtime: _item.Source.CustomPolicyDetails.PolicyRuntime, enable_debug_log_delivery:"
                    " _item.Source.CustomPolicyDetails.EnableDebugLogDelivery || `false`}] || `[]`}]"
                )
            },
            where="Source.Owner == 'CUSTOM_POLICY'",
        ),
        Read(
            operation="ListTagsForResource",
            parameters={"ResourceArn": "ConfigRuleArn"},
            attributes={"tags": "tags(Tags)"},
        ),
    ),
    owned="CreatedBy",
    facts=TypeFacts(nothing_to_judge="it judges others"),
)
SERVICES = (
    Service(
        name="config",
        types=(_RECORDER, _STATUS, _CHANNEL, _RULE),
        families={"aws_config": TypeFacts(decides=Meaning.AUDIT)},
    ),
)
