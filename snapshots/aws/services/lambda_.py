"""Lambda functions, their permissions, aliases and event sources."""

from __future__ import annotations

from typing import Any

from engine.provider.facts import TypeFacts
from engine.provider.meaning import Meaning
from snapshots.aws.reading.expressions import Item
from snapshots.aws.reading.service import Call, Read, ResourceType, Service

_GONE = ("ResourceNotFoundException",)
FUNCTIONS = Call(operation="ListFunctions", items="Functions")
# Each function itself, as an item without a name, and each of its aliases: both can have a policy.
_QUALIFIED = Call(
    operation="ListAliases",
    items="NextMarker && Aliases || [`[{}]`, Aliases][]",
    parameters={"FunctionName": "FunctionName"},
    of=FUNCTIONS,
)
_FUNCTION = ResourceType(
    name="aws_lambda_function",
    listing=FUNCTIONS,
    id="FunctionName",
    attributes={
        "arn": "FunctionArn",
        "function_name": "FunctionName",
        "description": "Description",
        "role": "Role",
        "runtime": "Runtime",
        "handler": "Handler",
        "timeout": "Timeout",
        "memory_size": "MemorySize",
        "package_type": "PackageType || 'Zip'",
        "architectures": "Architectures || ['x86_64']",
        "code_sha256": "CodeSha256",
        "source_code_size": "CodeSize",
        "kms_key_arn": "KMSKeyArn",
        "layers": "Layers[].Arn",
        "signing_job_arn": "SigningJobArn",
        "signing_profile_version_arn": "SigningProfileVersionArn",
        "dead_letter_config": "one({target_arn: DeadLetterConfig.TargetArn})",
        "environment": "one({variables: Environment.Variables})",
        "ephemeral_storage": "one({size: EphemeralStorage.Size})",
        "file_system_config": "FileSystemConfigs[].{arn: Arn, local_mount_path: LocalMountPath}",
        "image_config": (
            "ImageConfigResponse.ImageConfig"
            ".{command: Command, entry_point: EntryPoint, working_directory: WorkingDirectory} | one(@)"
        ),
        "logging_config": (
            "one({application_log_level: LoggingConfig.ApplicationLogLevel, log_format: LoggingConfig.LogFormat,"
            " log_group: LoggingConfig.LogGroup, system_log_level: LoggingConfig.SystemLogLevel})"
        ),
        "tracing_config": "one({mode: TracingConfig.Mode})",
        "vpc_config": (
            "VpcConfig.SubnetIds && [{subnet_ids: ordered(VpcConfig.SubnetIds),"
            " security_group_ids: ordered(VpcConfig.SecurityGroupIds), vpc_id: VpcConfig.VpcId,"
            " ipv6_allowed_for_dual_stack: VpcConfig.Ipv6AllowedForDualStack || `false`}] || `[]`"
        ),
        "snap_start": "[SnapStart][?ApplyOn == 'PublishedVersions'].{apply_on: ApplyOn}",
    },
    reads=(
        Read(
            operation="GetFunction",
            parameters={"FunctionName": "FunctionName"},
            attributes={
                "tags": "tags(Tags)",
                "reserved_concurrent_executions": "not_null(Concurrency.ReservedConcurrentExecutions, `-1`)",
                "image_uri": "Code.ImageUri",
            },
        ),
        Read(
            operation="GetFunctionCodeSigningConfig",
            parameters={"FunctionName": "FunctionName"},
            attributes={"code_signing_config_arn": "CodeSigningConfigArn"},
            absent=_GONE,
        ),
    ),
    facts=TypeFacts(
        volatile=frozenset({"last_modified", "qualified_arn", "qualified_invoke_arn", "version"}),
        terraform_only=frozenset(
            {
                "filename",
                "publish",
                "replace_security_groups_on_destroy",
                "replacement_security_group_ids",
                "s3_bucket",
                "s3_key",
                "s3_object_version",
                "source_code_hash",  # whatever the code hashes; `code_sha256` is what runs
            }
        ),
        defaults={"architectures": ["x86_64"], "package_type": "Zip", "reserved_concurrent_executions": -1},
    ),
)


def _principal(statement: Item) -> Any:
    principal = statement["Principal"]
    return next(iter(principal.values())) if isinstance(principal, dict) else principal


def _condition(key: str) -> Any:
    """Return an expression that finds the value of a condition key, in any operator and any case."""

    def find(statement: Item) -> str | None:
        return next(
            (
                str(value)
                for entries in statement.get("Condition", {}).values()
                for name, value in entries.items()
                if name.lower() == key.lower()
            ),
            None,
        )

    return find


_PERMISSION = ResourceType(
    name="aws_lambda_permission",
    listing=Call(
        operation="GetPolicy",
        items="Policy | parsed(@).Statement",
        parameters={"FunctionName": "fill('{}:{}', [_parent.FunctionName, Name]) || _parent.FunctionName"},
        of=_QUALIFIED,
        absent=_GONE,
        where=(
            "Resource == (fill('{}:{}', [_parent._parent.FunctionArn, _parent.Name]) || _parent._parent.FunctionArn)"
        ),
    ),
    id="Sid",
    attributes={
        "function_name": "_parent._parent.FunctionName",
        "qualifier": "_parent.Name",
        "statement_id": "Sid",
        "action": "Action",
        "principal": _principal,
        "source_arn": _condition("aws:SourceArn"),
        "source_account": _condition("aws:SourceAccount"),
        "principal_org_id": _condition("aws:PrincipalOrgID"),
        "event_source_token": _condition("lambda:EventSourceToken"),
        "function_url_auth_type": _condition("lambda:FunctionUrlAuthType"),
    },
    facts=TypeFacts(
        named=frozenset({"function_name"}),
        principals=frozenset({"principal"}),
        terraform_only=frozenset({"statement_id_prefix"}),
        key=("function_name", "statement_id"),
        called=("function_name", "statement_id"),
        meanings=dict.fromkeys(("action", "function_name", "principal", "source_arn"), Meaning.IDENTITY),
        decides=Meaning.IDENTITY,
    ),
)
_ALIAS = ResourceType(
    name="aws_lambda_alias",
    listing=_QUALIFIED,
    where="Name",
    id="AliasArn",
    attributes={
        "arn": "AliasArn",
        "name": "Name",
        "description": "Description",
        "function_version": "FunctionVersion",
        "routing_config": "one({additional_version_weights: RoutingConfig.AdditionalVersionWeights})",
    },
    facts=TypeFacts(
        nothing_to_judge="a name of a version of a function, which is judged itself",
        terraform_only=frozenset(
            {
                "function_name",  # a name or an ARN; the alias's own ARN names the function
            }
        ),
    ),
)


def _of_streams(member: str) -> str:
    """Return the expression of a number that only streams have; Terraform writes zero for a queue."""
    return f"told({member} || contains(EventSourceArn || '', ':sqs:') && `0` || `null`)"


_SOURCE = ResourceType(
    name="aws_lambda_event_source_mapping",
    listing=Call(operation="ListEventSourceMappings", items="EventSourceMappings"),
    id="UUID",
    attributes={
        "arn": "EventSourceMappingArn",
        "uuid": "UUID",
        "function_arn": "FunctionArn",
        "event_source_arn": "EventSourceArn",
        "enabled": 'contains(`["Enabled", "Enabling", "Creating"]`, State || \'\')',
        "batch_size": "BatchSize",
        "bisect_batch_on_function_error": "BisectBatchOnFunctionError || `false`",
        "maximum_batching_window_in_seconds": "MaximumBatchingWindowInSeconds || `0`",
        "maximum_record_age_in_seconds": _of_streams("MaximumRecordAgeInSeconds"),
        "maximum_retry_attempts": _of_streams("MaximumRetryAttempts"),
        "parallelization_factor": _of_streams("ParallelizationFactor"),
        "starting_position": "StartingPosition",
        "starting_position_timestamp": "StartingPositionTimestamp",
        "tumbling_window_in_seconds": "TumblingWindowInSeconds || `0`",
        "function_response_types": "FunctionResponseTypes",
        "kms_key_arn": "KMSKeyArn",
        "amazon_managed_kafka_event_source_config": (
            "one({consumer_group_id: AmazonManagedKafkaEventSourceConfig.ConsumerGroupId})"
        ),
        "document_db_event_source_config": (
            "one({collection_name: DocumentDBEventSourceConfig.CollectionName,"
            " database_name: DocumentDBEventSourceConfig.DatabaseName,"
            " full_document: DocumentDBEventSourceConfig.FullDocument})"
        ),
        "metrics_config": "one({metrics: MetricsConfig.Metrics})",
        "provisioned_poller_config": (
            "one({maximum_pollers: ProvisionedPollerConfig.MaximumPollers,"
            " minimum_pollers: ProvisionedPollerConfig.MinimumPollers})"
        ),
        "self_managed_event_source": (
            "[SelfManagedEventSource.Endpoints.KAFKA_BOOTSTRAP_SERVERS][]"
            ".{endpoints: {KAFKA_BOOTSTRAP_SERVERS: join(',', sort(@))}}"
        ),
        "self_managed_kafka_event_source_config": (
            "one({consumer_group_id: SelfManagedKafkaEventSourceConfig.ConsumerGroupId})"
        ),
        "queues": "Queues",
        "topics": "Topics",
        "destination_config": "one({on_failure: one({destination_arn: DestinationConfig.OnFailure.Destination})})",
        "filter_criteria": "one({filter: FilterCriteria.Filters[].{pattern: Pattern}})",
        "scaling_config": "one({maximum_concurrency: ScalingConfig.MaximumConcurrency})",
        "source_access_configuration": "SourceAccessConfigurations[].{type: Type, uri: URI}",
    },
    reads=(
        Read(
            operation="ListTags",
            parameters={"Resource": "EventSourceMappingArn"},
            attributes={"tags": "tags(Tags)"},
        ),
    ),
    facts=TypeFacts(
        volatile=frozenset({"last_modified", "last_processing_result", "state"}),
        terraform_only=frozenset(
            {
                "function_name",  # a name or an ARN; `function_arn` is compared
            }
        ),
        nothing_to_judge="it calls a function, which is judged itself",
    ),
)


def _qualifier(url: Item) -> str:
    """Return the alias that a URL is of; nothing where it is the function's own."""
    own = str(url["_parent"].get("FunctionArn", ""))
    return str(url.get("FunctionArn", "")).removeprefix(own).removeprefix(":")


def _url_id(url: Item) -> str:
    return "/".join(filter(None, (url["_parent"].get("FunctionName"), _qualifier(url))))


_URL = ResourceType(
    name="aws_lambda_function_url",
    listing=Call(
        operation="ListFunctionUrlConfigs",
        items="FunctionUrlConfigs",
        parameters={"FunctionName": "FunctionName"},
        of=FUNCTIONS,
        absent=_GONE,
    ),
    id=_url_id,
    attributes={
        "function_arn": "FunctionArn",
        "function_name": "_parent.FunctionName",
        "qualifier": _qualifier,
        "function_url": "FunctionUrl",
        "authorization_type": "AuthType",
        "invoke_mode": "InvokeMode",
        "cors": (
            "one(Cors.{allow_credentials: AllowCredentials || `false`, allow_headers: ordered(AllowHeaders),"
            " allow_methods: ordered(AllowMethods), allow_origins: ordered(AllowOrigins),"
            " expose_headers: ordered(ExposeHeaders), max_age: MaxAge || `0`})"
        ),
    },
    facts=TypeFacts(
        key=("function_arn",), called=("function_arn",), decides=Meaning.EXPOSURE, defaults={"invoke_mode": "BUFFERED"}
    ),
)
SERVICES = (Service(name="lambda", types=(_FUNCTION, _URL, _PERMISSION, _ALIAS, _SOURCE)),)
