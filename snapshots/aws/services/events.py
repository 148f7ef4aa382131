"""EventBridge: buses, who may put events on them, rules and their targets."""

from __future__ import annotations

from typing import Any

from engine.provider.facts import Split, TypeFacts
from snapshots.aws.reading.expressions import UNTOLD, Item, evaluate
from snapshots.aws.reading.service import Call, Read, ResourceType, Service, block

_GONE = ("ResourceNotFoundException",)
_BUSES = Call(
    operation="ListEventBuses",
    parameters={"Limit": 100},
    items="EventBuses",
    describe=Call(operation="DescribeEventBus", items="@", parameters={"Name": "Name"}, absent=_GONE),
)
_RULES = Call(operation="ListRules", items="Rules", parameters={"EventBusName": "Name"}, of=_BUSES)
_MEMBERS = {"Sid", "Effect", "Principal", "Action", "Resource", "Condition"}


def _tags(arn: str) -> Read:
    """Return the call about a resource's tags."""
    return Read(operation="ListTagsForResource", parameters={"ResourceARN": arn}, attributes={"tags": "tags(Tags)"})


def _path(separator: str, bus: str, *names: str) -> str:
    """Return the expression of an id; the name of the default bus is left out of it."""
    rest = ", ".join(names)
    return f"({bus} == 'default' && join('{separator}', [{rest}])) || join('{separator}', [{bus}, {rest}])"


def _principal(statement: Item) -> Any:
    principal = statement["Principal"]
    text = principal.get("AWS") if isinstance(principal, dict) else principal
    return text.split(":")[4] if isinstance(text, str) and text.startswith("arn:") else text


def _condition(statement: Item) -> Any:
    return [
        {"type": operator, "key": key, "value": value}
        for operator, entries in (statement.get("Condition") or {}).items()
        for key, value in entries.items()
    ]


def _is_permission(statement: Item) -> bool:
    """Tell whether a statement is one that PutPermission makes: it allows one action to one account or everybody."""
    members = {name for name in statement if not name.startswith("_")}
    return (
        members <= _MEMBERS
        and bool(statement.get("Sid"))
        and statement.get("Effect") == "Allow"
        and isinstance(statement.get("Action"), str)
        and isinstance(_principal(statement), str)
        and len(_condition(statement)) <= 1
    )


def _only_permissions(bus: Item) -> bool:
    statements = evaluate("parsed(Policy).Statement", bus)
    return isinstance(statements, list) and all(_is_permission(statement) for statement in statements)


_BUS = ResourceType(
    name="aws_cloudwatch_event_bus",
    listing=_BUSES,
    id="Name",
    attributes={
        "arn": "Arn",
        "name": "Name",
        "description": "Description",
        "event_source_name": "(starts_with(Name || '', 'aws.partner/') && Name) || `null`",
        "kms_key_identifier": "KmsKeyIdentifier",
        "dead_letter_config": "one({arn: DeadLetterConfig.Arn})",
    },
    reads=(_tags("Arn"),),
    owned="Name == 'default'",
)
# A policy made of permissions alone is reported as these.
_BUS_POLICY = ResourceType(
    name="aws_cloudwatch_event_bus_policy",
    listing=_BUSES,
    where="Policy",
    id="Name",
    attributes={"event_bus_name": "Name", "policy": "Policy"},
    owned=_only_permissions,
    facts=TypeFacts(
        splits=(Split(child="aws_cloudwatch_event_permission", link="event_bus_name", attributes=("policy",)),)
    ),
)
_PERMISSION = ResourceType(
    name="aws_cloudwatch_event_permission",
    listing=Call(
        operation="DescribeEventBus",
        items="parsed(Policy).Statement",
        parameters={"Name": "Name"},
        of=_BUSES,
        absent=_GONE,
        where=_is_permission,
    ),
    id=_path("/", "_parent.Name", "Sid"),
    attributes={
        "event_bus_name": "_parent.Name",
        "statement_id": "Sid",
        "action": "Action",
        "principal": _principal,
        "condition": _condition,
    },
)
_RULE = ResourceType(
    name="aws_cloudwatch_event_rule",
    listing=_RULES,
    id=_path("/", "_parent.Name", "Name"),
    attributes={
        "arn": "Arn",
        "name": "Name",
        "description": "Description",
        "event_bus_name": "_parent.Name",
        "event_pattern": "EventPattern",
        "schedule_expression": "ScheduleExpression",
        "role_arn": "RoleArn",
        "state": "State",
        "is_enabled": "starts_with(State || '', 'ENABLED')",
    },
    reads=(_tags("Arn"),),
    owned="ManagedBy",
    facts=TypeFacts(
        volatile=frozenset({"is_enabled"}),
        nothing_to_judge="it says when; who may do what is judged with its target's role",
    ),
)
_ECS = block(
    task_definition_arn="TaskDefinitionArn",
    task_count="TaskCount",
    launch_type="LaunchType",
    platform_version="PlatformVersion",
    group="Group",
    propagate_tags="PropagateTags",
    tags="tags(Tags)",
    enable_ecs_managed_tags="EnableECSManagedTags || `false`",
    enable_execute_command="EnableExecuteCommand || `false`",
    network_configuration=(
        "NetworkConfiguration.awsvpcConfiguration.{subnets: Subnets, security_groups: SecurityGroups,"
        " assign_public_ip: AssignPublicIp == 'ENABLED'} | one(@)"
    ),
    capacity_provider_strategy=(
        "CapacityProviderStrategy[].{capacity_provider: capacityProvider, base: base || `0`, weight: weight || `0`}"
    ),
    ordered_placement_strategy="PlacementStrategy[].{type: type, field: field}",
    placement_constraint="PlacementConstraints[].{type: type, expression: expression}",
)


def _http(target: Item) -> Any:
    """Return the block of a target that is called over HTTP; unread with headers, whose values may be secrets."""
    if evaluate("HttpParameters.HeaderParameters", target):
        return UNTOLD
    return evaluate(
        "one({path_parameter_values: HttpParameters.PathParameterValues,"
        " query_string_parameters: HttpParameters.QueryStringParameters})",
        target,
    )


_TARGET = ResourceType(
    name="aws_cloudwatch_event_target",
    listing=Call(
        operation="ListTargetsByRule",
        items="Targets",
        parameters={"Rule": "Name", "EventBusName": "_parent.Name"},
        of=_RULES,
        absent=_GONE,
    ),
    id=_path("-", "_parent._parent.Name", "_parent.Name", "Id"),
    attributes={
        "target_id": "Id",
        "arn": "Arn",
        "rule": "_parent.Name",
        "event_bus_name": "_parent._parent.Name",
        "role_arn": "RoleArn",
        "input": "Input",
        "input_path": "InputPath",
        "input_transformer": (
            "one({input_paths: InputTransformer.InputPathsMap, input_template: InputTransformer.InputTemplate})"
        ),
        "dead_letter_config": "one({arn: DeadLetterConfig.Arn})",
        "retry_policy": (
            "one({maximum_event_age_in_seconds: RetryPolicy.MaximumEventAgeInSeconds,"
            " maximum_retry_attempts: RetryPolicy.MaximumRetryAttempts})"
        ),
        "ecs_target": f"one(EcsParameters.{_ECS})",
        "batch_target": (
            "one({job_definition: BatchParameters.JobDefinition, job_name: BatchParameters.JobName,"
            " array_size: BatchParameters.ArrayProperties.Size, job_attempts: BatchParameters.RetryStrategy.Attempts})"
        ),
        "http_target": _http,
        "kinesis_target": "one({partition_key_path: KinesisParameters.PartitionKeyPath})",
        "sqs_target": "one({message_group_id: SqsParameters.MessageGroupId})",
        "redshift_target": (
            "RedshiftDataParameters.{database: Database, db_user: DbUser, secrets_manager_arn: SecretManagerArn,"
            " sql: Sql, statement_name: StatementName, with_event: WithEvent || `false`} | one(@)"
        ),
        "run_command_targets": "RunCommandParameters.RunCommandTargets[].{key: Key, values: Values}",
        "sagemaker_pipeline_target": (
            "one({pipeline_parameter_list:"
            " SageMakerPipelineParameters.PipelineParameterList[].{name: Name, value: Value}})"
        ),
        "appsync_target": "one({graphql_operation: AppSyncParameters.GraphQLOperation})",
    },
    owned="_parent.ManagedBy",
    facts=TypeFacts(
        called=("rule", "target_id"),
        nothing_to_judge="it says what is called; that and the role that calls it are judged themselves",
    ),
)
SERVICES = (Service(name="events", types=(_BUS, _BUS_POLICY, _PERMISSION, _RULE, _TARGET)),)
