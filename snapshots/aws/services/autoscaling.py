"""Auto Scaling groups with what is attached to them, and launch configurations. Policies are in `scaling_policies`."""

from __future__ import annotations

import base64
import binascii
import hashlib
from typing import Any

from engine.provider.facts import Component, Split, Told, TypeFacts
from snapshots.aws.reading.expressions import UNTOLD, Item
from snapshots.aws.reading.service import Call, ResourceType, Service, block
from snapshots.aws.services import scaling_policies
from snapshots.aws.services.instance_requirements import REQUIREMENTS

_GROUPS = Call(operation="DescribeAutoScalingGroups", items="AutoScalingGroups")
_SCHEDULES = Call(operation="DescribeScheduledActions", items="ScheduledUpdateGroupActions")
_TEMPLATE = block(launch_template_id="LaunchTemplateId", launch_template_name="LaunchTemplateName", version="Version")
_OVERRIDE = block(
    instance_type="InstanceType",
    weighted_capacity="WeightedCapacity",
    launch_template_specification=f"one(LaunchTemplateSpecification.{_TEMPLATE})",
    instance_requirements=REQUIREMENTS,
)
_DISTRIBUTION = block(
    on_demand_allocation_strategy="OnDemandAllocationStrategy",
    on_demand_base_capacity="OnDemandBaseCapacity || `0`",
    on_demand_percentage_above_base_capacity="not_null(OnDemandPercentageAboveBaseCapacity, `100`)",
    spot_allocation_strategy="SpotAllocationStrategy",
    spot_instance_pools="SpotInstancePools || `0`",
    spot_max_price="SpotMaxPrice",
)
_MIXED = block(
    instances_distribution=f"one(InstancesDistribution.{_DISTRIBUTION})",
    launch_template=(
        f"one(LaunchTemplate.{{launch_template_specification: one(LaunchTemplateSpecification.{_TEMPLATE}),"
        f" override: Overrides[].{_OVERRIDE}}})"
    ),
)
_RESERVATION = block(
    capacity_reservation_preference="CapacityReservationSpecification.CapacityReservationPreference",
    capacity_reservation_target=(
        "one(CapacityReservationSpecification.CapacityReservationTarget.{capacity_reservation_ids:"
        " CapacityReservationIds, capacity_reservation_resource_group_arns: CapacityReservationResourceGroupArns})"
    ),
)
_WARM_POOL = block(
    pool_state="PoolState",
    min_size="MinSize || `0`",
    max_group_prepared_capacity="not_null(MaxGroupPreparedCapacity, `-1`)",
    instance_reuse_policy="one(InstanceReusePolicy.{reuse_on_scale_in: ReuseOnScaleIn || `false`})",
)


def _capacity(group: Item) -> Any:
    """Return how many instances a group shall have; unread where policies or schedules move it."""
    name = group["AutoScalingGroupName"]
    movers = [*group["_items"](scaling_policies.POLICIES), *group["_items"](_SCHEDULES)]
    return UNTOLD if any(item["AutoScalingGroupName"] == name for item in movers) else group["DesiredCapacity"]


def _subnets(group: Item) -> list[str]:
    return sorted(filter(None, (group.get("VPCZoneIdentifier") or "").split(",")))


GROUP = ResourceType(
    name="aws_autoscaling_group",
    listing=_GROUPS,
    uses=(scaling_policies.POLICIES, _SCHEDULES),
    id="AutoScalingGroupName",
    attributes={
        "arn": "AutoScalingGroupARN",
        "name": "AutoScalingGroupName",
        "availability_zones": "ordered(AvailabilityZones)",
        "availability_zone_distribution": (
            "[{capacity_distribution_strategy: AvailabilityZoneDistribution.CapacityDistributionStrategy}]"
        ),
        "capacity_rebalance": "CapacityRebalance || `false`",
        "capacity_reservation_specification": f"[{_RESERVATION}]",
        "context": "Context",
        "default_cooldown": "DefaultCooldown",
        "default_instance_warmup": "DefaultInstanceWarmup || `0`",
        "desired_capacity": _capacity,
        "desired_capacity_type": "DesiredCapacityType",
        "enabled_metrics": "ordered(EnabledMetrics[].Metric)",
        "metrics_granularity": "EnabledMetrics[0].Granularity || '1Minute'",
        "health_check_grace_period": "HealthCheckGracePeriod",
        "health_check_type": "HealthCheckType",
        "instance_maintenance_policy": (
            "one({max_healthy_percentage: InstanceMaintenancePolicy.MaxHealthyPercentage,"
            " min_healthy_percentage: InstanceMaintenancePolicy.MinHealthyPercentage})"
        ),
        "launch_configuration": "LaunchConfigurationName",
        "launch_template": "one(LaunchTemplate.{id: LaunchTemplateId, name: LaunchTemplateName, version: Version})",
        "mixed_instances_policy": f"one(MixedInstancesPolicy.{_MIXED})",
        "load_balancers": "ordered(LoadBalancerNames)",
        "target_group_arns": "ordered(TargetGroupARNs)",
        "traffic_source": "TrafficSources[].{identifier: Identifier, type: Type}",
        "max_instance_lifetime": "MaxInstanceLifetime || `0`",
        "max_size": "MaxSize",
        "min_size": "MinSize",
        "placement_group": "PlacementGroup",
        "protect_from_scale_in": "NewInstancesProtectedFromScaleIn || `false`",
        "service_linked_role_arn": "ServiceLinkedRoleARN",
        "suspended_processes": "ordered(SuspendedProcesses[].ProcessName)",
        "tag": ("Tags[?!starts_with(Key, 'aws:')].{key: Key, value: Value, propagate_at_launch: PropagateAtLaunch}"),
        "termination_policies": "TerminationPolicies",
        "vpc_zone_identifier": _subnets,
        "warm_pool": f"one(WarmPoolConfiguration.{_WARM_POOL})",
    },
    owned="Operator",
    labels="tags(Tags)",
    facts=TypeFacts(
        terraform_only=frozenset(
            {
                "force_delete",
                "force_delete_warm_pool",
                "ignore_failed_scaling_activities",
                "initial_lifecycle_hook",
                "instance_refresh",
                "min_elb_capacity",
                "wait_for_capacity_timeout",
                "wait_for_elb_capacity",
            }
        ),
        defaults={"termination_policies": ["Default"]},
        splits=(
            *(
                Split(child=child, link="autoscaling_group_name", attributes=("target_group_arns", "load_balancers"))
                for child in ("aws_autoscaling_attachment", "aws_autoscaling_traffic_source_attachment")
            ),
            *(
                Split(
                    child=child,
                    link="autoscaling_group_name",
                    attributes=("traffic_source",),
                    inline={"identifier": Told(at=told)},
                    by=("identifier",),
                )
                for child, told in (
                    ("aws_autoscaling_attachment", "lb_target_group_arn"),
                    ("aws_autoscaling_attachment", "elb"),
                    ("aws_autoscaling_traffic_source_attachment", "traffic_source.identifier"),
                )
            ),
        ),
        components=(
            Component(child="aws_autoscaling_lifecycle_hook", link="initial_lifecycle_hook.name", attribute="name"),
        ),
    ),
)
ATTACHMENT = ResourceType(
    name="aws_autoscaling_attachment",
    listing=Call(
        operation="DescribeAutoScalingGroups",
        items="AutoScalingGroups | [inner(@, 'TargetGroupARNs'), inner(@, 'LoadBalancerNames')][]",
    ),
    id="join('/', [_of.AutoScalingGroupName, _value])",
    attributes={
        "autoscaling_group_name": "_of.AutoScalingGroupName",
        "elb": "!starts_with(_value, 'arn:') && _value || ''",
        "lb_target_group_arn": "starts_with(_value, 'arn:') && _value || ''",
    },
    facts=TypeFacts(
        nothing_to_judge="it joins a group and where its traffic comes from",
        key=("autoscaling_group_name", "elb", "lb_target_group_arn"),
    ),
)
SCHEDULE = ResourceType(
    name="aws_autoscaling_schedule",
    listing=_SCHEDULES,
    id="ScheduledActionName",
    attributes={
        "arn": "ScheduledActionARN",
        "autoscaling_group_name": "AutoScalingGroupName",
        "scheduled_action_name": "ScheduledActionName",
        # The provider writes -1 for what the action leaves as it is.
        "desired_capacity": "not_null(DesiredCapacity, `-1`)",
        "max_size": "not_null(MaxSize, `-1`)",
        "min_size": "not_null(MinSize, `-1`)",
        # The start of what recurs is the next one, which moves.
        "start_time": lambda action: UNTOLD if action.get("Recurrence") else action.get("StartTime"),
        "end_time": "EndTime",
        "recurrence": "Recurrence",
        "time_zone": "TimeZone",
    },
    facts=TypeFacts(
        key=("autoscaling_group_name", "scheduled_action_name"), nothing_to_judge="it says when a group grows"
    ),
)
LIFECYCLE_HOOK = ResourceType(
    name="aws_autoscaling_lifecycle_hook",
    listing=Call(
        operation="DescribeLifecycleHooks",
        items="LifecycleHooks",
        parameters={"AutoScalingGroupName": "AutoScalingGroupName"},
        of=_GROUPS,
    ),
    id="LifecycleHookName",
    attributes={
        "autoscaling_group_name": "AutoScalingGroupName",
        "name": "LifecycleHookName",
        "default_result": "DefaultResult",
        "heartbeat_timeout": "HeartbeatTimeout",
        "lifecycle_transition": "LifecycleTransition",
        "notification_metadata": "NotificationMetadata",
        "notification_target_arn": "NotificationTargetARN",
        "role_arn": "RoleARN",
    },
    facts=TypeFacts(
        key=("autoscaling_group_name", "name"), nothing_to_judge="it waits while a group starts or ends an instance"
    ),
)
# An image's root device has one of these names; the API of groups does not say which device is the root.
_ROOT = "contains(['/dev/sda1', '/dev/xvda'], DeviceName)"
_ROOT_DEVICE = {
    "delete_on_termination": "not_null(Ebs.DeleteOnTermination, `true`)",
    "encrypted": "Ebs.Encrypted || `false`",
    "iops": "Ebs.Iops || `0`",
    "throughput": "Ebs.Throughput || `0`",
    "volume_size": "Ebs.VolumeSize || `0`",
    "volume_type": "Ebs.VolumeType",
}
_DEVICE = {
    **_ROOT_DEVICE,
    "device_name": "DeviceName",
    "no_device": "NoDevice || `false`",
    "snapshot_id": "Ebs.SnapshotId",
}


def _user_data(configuration: Item) -> str:
    # The provider keeps the SHA-1 of user data in the state, as for instances.
    text = configuration.get("UserData") or ""
    try:
        data = base64.b64decode(text, validate=True)
    except binascii.Error:
        data = text.encode()
    return hashlib.sha1(data, usedforsecurity=False).hexdigest() if text else ""


LAUNCH_CONFIGURATION = ResourceType(
    name="aws_launch_configuration",
    listing=Call(operation="DescribeLaunchConfigurations", items="LaunchConfigurations"),
    id="LaunchConfigurationName",
    attributes={
        "arn": "LaunchConfigurationARN",
        "name": "LaunchConfigurationName",
        "associate_public_ip_address": "AssociatePublicIpAddress || `false`",
        "ebs_optimized": "EbsOptimized || `false`",
        "enable_monitoring": "not_null(InstanceMonitoring.Enabled, `true`)",
        "iam_instance_profile": "IamInstanceProfile",
        "image_id": "ImageId",
        "instance_type": "InstanceType",
        "key_name": "KeyName",
        "placement_tenancy": "PlacementTenancy",
        "security_groups": "ordered(SecurityGroups)",
        "spot_price": "SpotPrice",
        "user_data": _user_data,
        "metadata_options": (
            "one(MetadataOptions.{http_endpoint: HttpEndpoint, http_tokens: HttpTokens,"
            " http_put_response_hop_limit: HttpPutResponseHopLimit || `0`})"
        ),
        "root_block_device": f"BlockDeviceMappings[?{_ROOT}].{block(**_ROOT_DEVICE)}",
        "ebs_block_device": f"BlockDeviceMappings[?!{_ROOT} && !VirtualName].{block(**_DEVICE)}",
        "ephemeral_block_device": (
            "BlockDeviceMappings[?VirtualName].{device_name: DeviceName, virtual_name: VirtualName,"
            " no_device: NoDevice || `false`}"
        ),
    },
    facts=TypeFacts(
        terraform_only=frozenset({"user_data_base64"}),
        instead={"user_data": ("user_data_base64",)},
        digested=frozenset({"user_data"}),
    ),
)
SERVICES = (
    Service(
        name="autoscaling",
        types=(GROUP, ATTACHMENT, SCHEDULE, LIFECYCLE_HOOK, LAUNCH_CONFIGURATION, *scaling_policies.TYPES),
    ),
)
