"""The policies by which Auto Scaling groups grow and shrink."""

from __future__ import annotations

from engine.provider.facts import TypeFacts
from snapshots.aws.reading.service import Call, ResourceType, block

POLICIES = Call(operation="DescribePolicies", items="ScalingPolicies")
_METRIC = block(metric_name="MetricName", namespace="Namespace", dimensions="Dimensions[].{name: Name, value: Value}")
_PREDEFINED = "{predefined_metric_type: PredefinedMetricType, resource_label: ResourceLabel}"


def _query(*, period: bool) -> str:
    """Return the expression of a metric query; those of target tracking have a period."""
    more = {"period": "Period || `0`"} if period else {}
    stat = block(metric=f"one(Metric.{_METRIC})", stat="Stat", unit="Unit", **more)
    return block(
        id="Id",
        expression="Expression",
        label="Label",
        metric_stat=f"one(MetricStat.{stat})",
        return_data="not_null(ReturnData, `true`)",
    )


def _queries(member: str) -> str:
    return f"one({member}.{{metric_data_queries: MetricDataQueries[].{_query(period=False)}}})"


_CUSTOMIZED = block(
    metric_name="MetricName",
    namespace="Namespace",
    statistic="Statistic",
    unit="Unit",
    period="Period || `0`",
    metric_dimension="Dimensions[].{name: Name, value: Value}",
    metrics=f"Metrics[].{_query(period=True)}",
)
_TRACKING = block(
    target_value="TargetValue",
    disable_scale_in="DisableScaleIn || `false`",
    predefined_metric_specification=f"one(PredefinedMetricSpecification.{_PREDEFINED})",
    customized_metric_specification=f"one(CustomizedMetricSpecification.{_CUSTOMIZED})",
)
_SPECIFICATION = block(
    target_value="TargetValue",
    predefined_load_metric_specification=f"one(PredefinedLoadMetricSpecification.{_PREDEFINED})",
    predefined_metric_pair_specification=f"one(PredefinedMetricPairSpecification.{_PREDEFINED})",
    predefined_scaling_metric_specification=f"one(PredefinedScalingMetricSpecification.{_PREDEFINED})",
    customized_capacity_metric_specification=_queries("CustomizedCapacityMetricSpecification"),
    customized_load_metric_specification=_queries("CustomizedLoadMetricSpecification"),
    customized_scaling_metric_specification=_queries("CustomizedScalingMetricSpecification"),
)
_PREDICTIVE = block(
    max_capacity_breach_behavior="MaxCapacityBreachBehavior",
    max_capacity_buffer="MaxCapacityBuffer",
    mode="Mode",
    scheduling_buffer_time="SchedulingBufferTime",
    metric_specification=f"MetricSpecifications[].{_SPECIFICATION}",
)
POLICY = ResourceType(
    name="aws_autoscaling_policy",
    listing=POLICIES,
    id="PolicyName",
    attributes={
        "arn": "PolicyARN",
        "autoscaling_group_name": "AutoScalingGroupName",
        "name": "PolicyName",
        "policy_type": "PolicyType",
        "enabled": "told(Enabled)",
        "adjustment_type": "AdjustmentType",
        "cooldown": "Cooldown",
        "estimated_instance_warmup": "EstimatedInstanceWarmup",
        "metric_aggregation_type": "MetricAggregationType",
        "min_adjustment_magnitude": "MinAdjustmentMagnitude",
        "scaling_adjustment": "ScalingAdjustment",
        "step_adjustment": (
            "StepAdjustments[].{metric_interval_lower_bound: MetricIntervalLowerBound,"
            " metric_interval_upper_bound: MetricIntervalUpperBound, scaling_adjustment: ScalingAdjustment}"
        ),
        "target_tracking_configuration": f"one(TargetTrackingConfiguration.{_TRACKING})",
        "predictive_scaling_configuration": f"one(PredictiveScalingConfiguration.{_PREDICTIVE})",
    },
    # Capacity providers of ECS write policies of their own.
    owned="starts_with(PolicyName, 'ECSManagedAutoScalingPolicy-')",
    facts=TypeFacts(
        defaults={
            "cooldown": 0,
            "estimated_instance_warmup": 0,
            "min_adjustment_magnitude": 0,
            "scaling_adjustment": 0,
        },
        key=("autoscaling_group_name", "name"),
        called=("autoscaling_group_name", "name"),
        nothing_to_judge="it says when a group grows",
    ),
)
TYPES = (POLICY,)
