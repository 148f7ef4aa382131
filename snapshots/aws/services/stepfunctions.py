"""Step Functions state machines."""

from __future__ import annotations

from engine.provider.facts import TypeFacts
from snapshots.aws.reading.service import Call, Read, ResourceType, Service

_MACHINE = ResourceType(
    name="aws_sfn_state_machine",
    listing=Call(
        operation="ListStateMachines",
        items="stateMachines",
        describe=Call(
            operation="DescribeStateMachine",
            items="@",
            parameters={"stateMachineArn": "stateMachineArn"},
            absent=("StateMachineDoesNotExist",),
        ),
    ),
    id="stateMachineArn",
    attributes={
        "arn": "stateMachineArn",
        "name": "name",
        "type": "type",
        "role_arn": "roleArn",
        "definition": "definition",
        "description": "description",
        "encryption_configuration": (
            "one(encryptionConfiguration.{type: type, kms_key_id: kmsKeyId,"
            " kms_data_key_reuse_period_seconds: kmsDataKeyReusePeriodSeconds || `0`})"
        ),
        "logging_configuration": (
            "one(loggingConfiguration.{include_execution_data: includeExecutionData || `false`, level: level,"
            " log_destination: destinations[0].cloudWatchLogsLogGroup.logGroupArn})"
        ),
        "tracing_configuration": "one(tracingConfiguration.{enabled: enabled || `false`})",
    },
    reads=(
        Read(
            operation="ListTagsForResource",
            parameters={"resourceArn": "stateMachineArn"},
            attributes={"tags": "tags(tags)"},
        ),
    ),
    facts=TypeFacts(terraform_only=frozenset({"publish", "version_description"})),
)
SERVICES = (Service(name="stepfunctions", types=(_MACHINE,), events="states"),)
