"""Application Auto Scaling: what scales the tables, services and clusters of others."""

from __future__ import annotations

from engine.provider.facts import TypeFacts
from snapshots.aws.reading.service import Call, Read, ResourceType, Service, block

# A list is of one of these only
# (https://docs.aws.amazon.com/autoscaling/application/APIReference/API_DescribeScalableTargets.html).
_NAMESPACES = (
    "appstream",
    "cassandra",
    "comprehend",
    "custom-resource",
    "dynamodb",
    "ec2",
    "ecs",
    "elasticache",
    "elasticmapreduce",
    "kafka",
    "lambda",
    "neptune",
    "rds",
    "sagemaker",
    "workspaces",
)
_OF = {
    "resource_id": "ResourceId",
    "scalable_dimension": "ScalableDimension",
    "service_namespace": "ServiceNamespace",
}
_NAMED = ("service_namespace", "resource_id", "scalable_dimension", "name")


def _listed(operation: str, items: str) -> Call:
    return Call(
        operation=operation,
        items=items,
        parameters={"ServiceNamespace": "_value"},
        each=_NAMESPACES,
        # All that can be wrong with the question: a region that does not have one of these yet.
        absent=("ValidationException",),
    )


_STEP = block(
    adjustment_type="AdjustmentType",
    cooldown="Cooldown || `0`",
    metric_aggregation_type="MetricAggregationType",
    min_adjustment_magnitude="MinAdjustmentMagnitude || `0`",
    # The provider writes these two as texts, an empty one where there is no bound.
    step_adjustment=(
        "StepAdjustments[].{metric_interval_lower_bound: decimal(MetricIntervalLowerBound),"
        " metric_interval_upper_bound: decimal(MetricIntervalUpperBound), scaling_adjustment: ScalingAdjustment}"
    ),
)
_METRIC_STAT = block(
    metric=(
        "[Metric][*].{metric_name: MetricName, namespace: Namespace, dimensions: Dimensions[].{name: Name,"
        " value: Value}}"
    ),
    stat="Stat",
    unit="Unit",
)
_CUSTOM = block(
    dimensions="Dimensions[].{name: Name, value: Value}",
    metric_name="MetricName",
    namespace="Namespace",
    statistic="Statistic",
    unit="Unit",
    metrics=(
        "Metrics[].{expression: Expression, id: Id, label: Label, return_data: ReturnData,"
        f" metric_stat: [MetricStat][*].{_METRIC_STAT}}}"
    ),
)
_TRACKING = block(
    target_value="TargetValue",
    disable_scale_in="DisableScaleIn || `false`",
    scale_in_cooldown="ScaleInCooldown || `0`",
    scale_out_cooldown="ScaleOutCooldown || `0`",
    predefined_metric_specification=(
        "[PredefinedMetricSpecification][*].{predefined_metric_type: PredefinedMetricType,"
        " resource_label: ResourceLabel || ''}"
    ),
    customized_metric_specification=f"[CustomizedMetricSpecification][*].{_CUSTOM}",
)
_TARGET = ResourceType(
    name="aws_appautoscaling_target",
    listing=_listed("DescribeScalableTargets", "ScalableTargets"),
    id="join('/', [ServiceNamespace, ResourceId, ScalableDimension])",
    attributes={
        **_OF,
        "arn": "ScalableTargetARN",
        "max_capacity": "MaxCapacity",
        "min_capacity": "MinCapacity",
        "role_arn": "RoleARN",
        "suspended_state": (
            "[SuspendedState][*].{dynamic_scaling_in_suspended: DynamicScalingInSuspended || `false`,"
            " dynamic_scaling_out_suspended: DynamicScalingOutSuspended || `false`,"
            " scheduled_scaling_suspended: ScheduledScalingSuspended || `false`}"
        ),
    },
    reads=(
        Read(
            operation="ListTagsForResource",
            parameters={"ResourceARN": "ScalableTargetARN"},
            attributes={"tags": "tags(Tags)"},
        ),
    ),
    facts=TypeFacts(
        key=("service_namespace", "resource_id", "scalable_dimension"),
        called=("resource_id",),
        nothing_to_judge="it says how small and large something else may be, which is judged itself",
    ),
)
_POLICY = ResourceType(
    name="aws_appautoscaling_policy",
    listing=_listed("DescribeScalingPolicies", "ScalingPolicies"),
    id="PolicyName",
    attributes={
        **_OF,
        "arn": "PolicyARN",
        "alarm_arns": "Alarms[].AlarmARN",
        "name": "PolicyName",
        "policy_type": "PolicyType",
        "step_scaling_policy_configuration": f"[StepScalingPolicyConfiguration][*].{_STEP}",
        "target_tracking_scaling_policy_configuration": f"[TargetTrackingScalingPolicyConfiguration][*].{_TRACKING}",
    },
    # Of what foretells there is more than the provider could say for long: it is unread where there is some.
    where="PolicyType != 'PredictiveScaling'",
    facts=TypeFacts(
        key=_NAMED,
        called=("resource_id", "name"),
        nothing_to_judge="it says when something else grows",
    ),
)
SERVICES = (Service(name="application-autoscaling", types=(_TARGET, _POLICY)),)
