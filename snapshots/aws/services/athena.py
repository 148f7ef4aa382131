"""Athena: workgroups."""

from __future__ import annotations

from engine.provider.facts import TypeFacts
from snapshots.aws.reading.service import Call, Read, ResourceType, Service, block

_RESULT = block(
    output_location="OutputLocation || ''",
    expected_bucket_owner="ExpectedBucketOwner || ''",
    acl_configuration="[AclConfiguration][*].{s3_acl_option: S3AclOption}",
    encryption_configuration=(
        "[EncryptionConfiguration][*].{encryption_option: EncryptionOption, kms_key_arn: KmsKey}"
    ),
)
_CONFIGURATION = block(
    bytes_scanned_cutoff_per_query="BytesScannedCutoffPerQuery || `0`",
    enforce_workgroup_configuration="EnforceWorkGroupConfiguration || `false`",
    engine_version=(
        "[EngineVersion][*].{effective_engine_version: EffectiveEngineVersion,"
        " selected_engine_version: SelectedEngineVersion}"
    ),
    execution_role="ExecutionRole || ''",
    identity_center_configuration=(
        "[IdentityCenterConfiguration][*].{enable_identity_center: EnableIdentityCenter,"
        " identity_center_instance_arn: IdentityCenterInstanceArn}"
    ),
    publish_cloudwatch_metrics_enabled="PublishCloudWatchMetricsEnabled || `false`",
    requester_pays_enabled="RequesterPaysEnabled || `false`",
    result_configuration=f"[ResultConfiguration][*].{_RESULT}",
)
_ARN = "fill('arn:{}:athena:{}:{}:workgroup/{}', [_partition, _region, _account, Name])"
_WORKGROUP = ResourceType(
    name="aws_athena_workgroup",
    listing=Call(
        operation="ListWorkGroups",
        items="WorkGroups",
        describe=Call(operation="GetWorkGroup", items="WorkGroup", parameters={"WorkGroup": "Name"}),
    ),
    id="Name",
    attributes={
        "arn": _ARN,
        "name": "Name",
        "description": "Description",
        "state": "State",
        "configuration": f"[Configuration][*].{_CONFIGURATION}",
    },
    reads=(Read(operation="ListTagsForResource", parameters={"ResourceARN": _ARN}, attributes={"tags": "tags(Tags)"}),),
    owned="Name == 'primary'",  # AWS makes it in every account
    facts=TypeFacts(
        terraform_only=frozenset({"force_destroy"}),
        volatile=frozenset({"configuration.engine_version.effective_engine_version"}),
        defaults={
            "state": "ENABLED",
            "configuration.enforce_workgroup_configuration": True,
            "configuration.publish_cloudwatch_metrics_enabled": True,
        },
        nothing_to_judge="it says where results of questions go; the bucket is judged itself",
    ),
)
SERVICES = (Service(name="athena", types=(_WORKGROUP,)),)
