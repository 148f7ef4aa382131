"""What belongs to Lambda's functions: layers, and what becomes of calls that fail."""

from __future__ import annotations

from engine.provider.facts import TypeFacts
from snapshots.aws.reading.service import Call, ResourceType, Service
from snapshots.aws.services.lambda_ import FUNCTIONS

_GONE = ("ResourceNotFoundException",)
_LAYER = ResourceType(
    name="aws_lambda_layer_version",
    listing=Call(
        operation="ListLayerVersions",
        items="LayerVersions",
        parameters={"LayerName": "LayerName"},
        of=Call(operation="ListLayers", items="Layers"),
        absent=_GONE,
    ),
    id="LayerVersionArn",
    attributes={
        "arn": "LayerVersionArn",
        "layer_arn": "_parent.LayerArn",
        "layer_name": "_parent.LayerName",
        "version": "to_string(Version)",
        "description": "Description",
        "compatible_architectures": "ordered(CompatibleArchitectures)",
        "compatible_runtimes": "ordered(CompatibleRuntimes)",
        "license_info": "LicenseInfo",
        "created_date": "CreatedDate",
    },
    # Those that Terraform has replaced stay beside the one that is intended.
    owned="Version != _parent.LatestMatchingVersion.Version",
    facts=TypeFacts(
        terraform_only=frozenset(
            {"filename", "s3_bucket", "s3_key", "s3_object_version", "skip_destroy", "source_code_hash"}
        ),
        called=("layer_name",),
        nothing_to_judge="code of functions, which are judged themselves",
    ),
)
_INVOKE = ResourceType(
    name="aws_lambda_function_event_invoke_config",
    listing=Call(
        operation="ListFunctionEventInvokeConfigs",
        items="FunctionEventInvokeConfigs",
        parameters={"FunctionName": "FunctionName"},
        of=FUNCTIONS,
        absent=_GONE,
    ),
    id="FunctionArn",
    attributes={
        "function_name": "_parent.FunctionName",
        # The provider writes none for the function itself.
        "qualifier": "(!ends_with(FunctionArn || '', '$LATEST') && after(':', FunctionArn)) || ''",
        "maximum_event_age_in_seconds": "MaximumEventAgeInSeconds || `0`",
        "maximum_retry_attempts": "not_null(MaximumRetryAttempts, `2`)",
        "destination_config": (
            "[DestinationConfig][?OnFailure.Destination || OnSuccess.Destination].{"
            "on_failure: [OnFailure][?Destination].{destination: Destination},"
            " on_success: [OnSuccess][?Destination].{destination: Destination}}"
        ),
    },
    facts=TypeFacts(
        key=("function_name", "qualifier"),
        called=("function_name", "qualifier"),
        named=frozenset({"function_name"}),
        defaults={"maximum_event_age_in_seconds": 0, "maximum_retry_attempts": 2},
        nothing_to_judge="it says what becomes of calls that fail",
    ),
)
SERVICES = (Service(name="lambda", types=(_LAYER, _INVOKE)),)
