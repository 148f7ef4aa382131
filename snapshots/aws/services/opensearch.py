"""OpenSearch domains and their policies; domains of Elasticsearch are among them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from engine.provider.facts import Component, Split, TypeFacts
from snapshots.aws.reading.expressions import UNTOLD, Expression, Item
from snapshots.aws.reading.service import Call, Read, ResourceType, Service, block

_GONE = ("ResourceNotFoundException",)
_DOMAINS = Call(
    operation="ListDomainNames",
    items="DomainNames",
    describe=Call(
        operation="DescribeDomain", items="DomainStatus", parameters={"DomainName": "DomainName"}, absent=_GONE
    ),
    where="!Deleted",
)
_DEFAULT_OPTIONS = {"override_main_response_version": "false", "rest.action.multi.allow_explicit_index": "true"}


def _single(path: str, **members: str) -> str:
    """Return the expression of a single nested block of the object at `path`; none where there is no object."""
    return f"[{path}][*].{block(**members)}"


def _logs(domain: Item) -> Any:
    """Return which logs go to which group."""
    return [
        {
            "log_type": name,
            "enabled": options.get("Enabled", False),
            "cloudwatch_log_group_arn": options.get("CloudWatchLogsLogGroupArn"),
        }
        for name, options in sorted((domain.get("LogPublishingOptions") or {}).items())
    ]


def _advanced_options(domain: Item) -> Any:
    """Return the options that are not the default; with none the state may have the defaults or not."""
    options = domain.get("AdvancedOptions") or {}
    return {name: text for name, text in options.items() if _DEFAULT_OPTIONS.get(name) != text} or UNTOLD


def _advanced_security(domain: Item) -> Any:
    """Return the fine-grained access control; where it is on, the state also has the master user, that AWS never tells.

    Access without a name is told in any case.
    """
    options = domain.get("AdvancedSecurityOptions") or {}
    anonymous = options.get("AnonymousAuthEnabled", False)
    if options.get("Enabled") and not anonymous:
        return UNTOLD
    return [
        {
            "enabled": options.get("Enabled", False),
            "anonymous_auth_enabled": anonymous,
            "internal_user_database_enabled": options.get("InternalUserDatabaseEnabled", False),
        }
    ]


def _cluster(**more: str) -> str:
    """Return the expression of the machines of a domain."""
    return _single(
        "ClusterConfig",
        cold_storage_options=_single("ColdStorageOptions", enabled="Enabled || `false`"),
        dedicated_master_count="DedicatedMasterCount || `0`",
        dedicated_master_enabled="DedicatedMasterEnabled || `false`",
        dedicated_master_type="DedicatedMasterType",
        instance_count="InstanceCount || `0`",
        instance_type="InstanceType",
        warm_count="WarmCount || `0`",
        warm_enabled="WarmEnabled || `false`",
        warm_type="WarmType",
        zone_awareness_config=_single("ZoneAwarenessConfig", availability_zone_count="AvailabilityZoneCount"),
        zone_awareness_enabled="ZoneAwarenessEnabled || `false`",
        **more,
    )


_ATTRIBUTES: Mapping[str, Expression] = {
    "access_policies": "AccessPolicies",
    "advanced_options": _advanced_options,
    "advanced_security_options": _advanced_security,
    "arn": "ARN",
    "cluster_config": _cluster(
        node_options=(
            "NodeOptions[].{node_type: NodeType, node_config:"
            " [NodeConfig][*].{count: Count || `0`, enabled: Enabled || `false`, type: Type}}"
        ),
        multi_az_with_standby_enabled="MultiAZWithStandbyEnabled || `false`",
    ),
    "cognito_options": _single(
        "CognitoOptions",
        enabled="Enabled || `false`",
        identity_pool_id="IdentityPoolId",
        role_arn="RoleArn",
        user_pool_id="UserPoolId",
    ),
    "domain_endpoint_options": _single(
        "DomainEndpointOptions",
        custom_endpoint="CustomEndpoint",
        custom_endpoint_certificate_arn="CustomEndpointCertificateArn",
        custom_endpoint_enabled="CustomEndpointEnabled || `false`",
        enforce_https="EnforceHTTPS || `false`",
        tls_security_policy="TLSSecurityPolicy",
    ),
    "domain_id": "DomainId",
    "domain_name": "DomainName",
    "ebs_options": _single(
        "EBSOptions",
        ebs_enabled="EBSEnabled || `false`",
        iops="Iops || `0`",
        throughput="Throughput || `0`",
        volume_size="VolumeSize || `0`",
        volume_type="VolumeType",
    ),
    "encrypt_at_rest": _single("EncryptionAtRestOptions", enabled="Enabled || `false`", kms_key_id="KmsKeyId"),
    "endpoint": "Endpoints.vpc || Endpoint",
    "engine_version": "EngineVersion",
    "ip_address_type": "IPAddressType",
    "log_publishing_options": _logs,
    "node_to_node_encryption": _single("NodeToNodeEncryptionOptions", enabled="Enabled || `false`"),
    "off_peak_window_options": _single(
        "OffPeakWindowOptions",
        enabled="Enabled || `false`",
        off_peak_window=_single(
            "OffPeakWindow",
            window_start_time=_single("WindowStartTime", hours="Hours || `0`", minutes="Minutes || `0`"),
        ),
    ),
    "snapshot_options": _single("SnapshotOptions", automated_snapshot_start_hour="AutomatedSnapshotStartHour || `0`"),
    "software_update_options": _single(
        "SoftwareUpdateOptions", auto_software_update_enabled="AutoSoftwareUpdateEnabled || `false`"
    ),
    "vpc_options": _single(
        "VPCOptions",
        availability_zones="ordered(AvailabilityZones)",
        security_group_ids="ordered(SecurityGroupIds)",
        subnet_ids="ordered(SubnetIds)",
        vpc_id="VPCId",
    ),
}
_DOMAIN = ResourceType(
    name="aws_opensearch_domain",
    listing=_DOMAINS,
    id="ARN",
    attributes=_ATTRIBUTES,
    reads=(
        Read(
            operation="DescribeDomainConfig",
            parameters={"DomainName": "DomainName"},
            attributes={
                "auto_tune_options": _single(
                    "DomainConfig.AutoTuneOptions.Options",
                    desired_state="DesiredState",
                    maintenance_schedule=(
                        "MaintenanceSchedules[].{cron_expression_for_recurrence: CronExpressionForRecurrence,"
                        " start_at: StartAt, duration: [Duration][*].{unit: Unit, value: Value}}"
                    ),
                    rollback_on_disable="RollbackOnDisable",
                    use_off_peak_window="UseOffPeakWindow || `false`",
                )
            },
        ),
        Read(operation="ListTags", parameters={"ARN": "ARN"}, attributes={"tags": "tags(TagList)"}),
    ),
    facts=TypeFacts(
        defaults={
            "advanced_security_options": [
                {"enabled": False, "anonymous_auth_enabled": False, "internal_user_database_enabled": False}
            ]
        },
        splits=(Split(child="aws_opensearch_domain_policy", link="domain_name", attributes=("access_policies",)),),
    ),
)
_POLICY = ResourceType(
    name="aws_opensearch_domain_policy",
    listing=_DOMAINS,
    where="AccessPolicies",
    id="fill('esd-policy-{}', [DomainName])",
    attributes={"access_policies": "AccessPolicies", "domain_name": "DomainName"},
)
# An older name of what AWS has renamed: a domain that runs Elasticsearch is both.
_OLDER = ResourceType(
    name="aws_elasticsearch_domain",
    listing=_DOMAINS,
    where="starts_with(EngineVersion || '', 'Elasticsearch_')",
    id="ARN",
    attributes={
        **{
            name: told
            for name, told in _ATTRIBUTES.items()
            if name
            not in {
                "cluster_config",
                "engine_version",
                "ip_address_type",
                "off_peak_window_options",
                "software_update_options",
            }
        },
        "cluster_config": _cluster(),
        "elasticsearch_version": "after('_', EngineVersion)",
    },
    reads=_DOMAIN.reads[1:],
    owned="`true`",
    facts=replace(_DOMAIN.facts, splits=(), components=(Component(child="aws_opensearch_domain", link="arn"),)),
)
SERVICES = (Service(name="opensearch", types=(_DOMAIN, _POLICY, _OLDER), events="es"),)
