"""EventBridge Scheduler: schedules and what they call."""

from __future__ import annotations

from engine.provider.facts import TypeFacts
from snapshots.aws.reading.service import Call, ResourceType, Service, block

_GONE = ("ResourceNotFoundException",)
_ECS = block(
    task_definition_arn="TaskDefinitionArn",
    task_count="TaskCount",
    launch_type="LaunchType",
    platform_version="PlatformVersion",
    group="Group",
    enable_ecs_managed_tags="EnableECSManagedTags",
    enable_execute_command="EnableExecuteCommand",
    propagate_tags="PropagateTags",
    reference_id="ReferenceId",
    tags="pairs(Tags[?key], 'key', 'value')",
    capacity_provider_strategy=(
        "CapacityProviderStrategy[].{capacity_provider: capacityProvider, base: base, weight: weight}"
    ),
    placement_constraints="PlacementConstraints[].{type: type, expression: expression}",
    placement_strategy="PlacementStrategy[].{type: type, field: field}",
    network_configuration=(
        "one(NetworkConfiguration.awsvpcConfiguration.{subnets: ordered(Subnets),"
        " security_groups: ordered(SecurityGroups), assign_public_ip: AssignPublicIp && AssignPublicIp == 'ENABLED'})"
    ),
)
_TARGET = block(
    arn="Arn",
    role_arn="RoleArn",
    input="Input",
    dead_letter_config="one({arn: DeadLetterConfig.Arn})",
    ecs_parameters=f"one(EcsParameters.{_ECS})",
    eventbridge_parameters="one(EventBridgeParameters.{detail_type: DetailType, source: Source})",
    kinesis_parameters="one({partition_key: KinesisParameters.PartitionKey})",
    retry_policy=(
        "one(RetryPolicy.{maximum_event_age_in_seconds: MaximumEventAgeInSeconds,"
        " maximum_retry_attempts: MaximumRetryAttempts})"
    ),
    sagemaker_pipeline_parameters=(
        "one(SageMakerPipelineParameters.{pipeline_parameter: PipelineParameterList[].{name: Name, value: Value}})"
    ),
    sqs_parameters="one({message_group_id: SqsParameters.MessageGroupId})",
)
_SCHEDULE = ResourceType(
    name="aws_scheduler_schedule",
    listing=Call(
        operation="ListSchedules",
        items="Schedules",
        describe=Call(
            operation="GetSchedule",
            items="@",
            parameters={"GroupName": "GroupName", "Name": "Name"},
            absent=_GONE,
        ),
    ),
    id="fill('{}/{}', [GroupName, Name])",
    attributes={
        "arn": "Arn",
        "name": "Name",
        "group_name": "GroupName",
        "description": "Description",
        "schedule_expression": "ScheduleExpression",
        "schedule_expression_timezone": "ScheduleExpressionTimezone",
        "start_date": "StartDate",
        "end_date": "EndDate",
        "state": "State",
        "kms_key_arn": "KmsKeyArn",
        "flexible_time_window": (
            "one(FlexibleTimeWindow.{mode: Mode, maximum_window_in_minutes: MaximumWindowInMinutes})"
        ),
        "target": f"one(Target.{_TARGET})",
    },
    facts=TypeFacts(
        called=("group_name", "name"),
        # What AWS sets where nobody says it (https://docs.aws.amazon.com/scheduler/latest/APIReference).
        defaults={
            "flexible_time_window.maximum_window_in_minutes": 0,
            "schedule_expression_timezone": "UTC",
            "state": "ENABLED",
        },
    ),
)
SERVICES = (Service(name="scheduler", types=(_SCHEDULE,)),)
