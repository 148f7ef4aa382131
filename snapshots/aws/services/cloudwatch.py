"""CloudWatch alarms and dashboards; dashboards are the same in every region, so they are read once."""

from __future__ import annotations

from engine.provider.facts import TypeFacts
from snapshots.aws.reading.service import Call, Read, ResourceType, Service

_TAGS = Read(operation="ListTagsForResource", parameters={"ResourceARN": "AlarmArn"}, attributes={"tags": "tags(Tags)"})
_ALARM = ResourceType(
    name="aws_cloudwatch_metric_alarm",
    listing=Call(operation="DescribeAlarms", items="MetricAlarms", parameters={"AlarmTypes": ["MetricAlarm"]}),
    id="AlarmName",
    attributes={
        "arn": "AlarmArn",
        "alarm_name": "AlarmName",
        "alarm_description": "AlarmDescription",
        "actions_enabled": "ActionsEnabled",
        "alarm_actions": "ordered(AlarmActions)",
        "ok_actions": "ordered(OKActions)",
        "insufficient_data_actions": "ordered(InsufficientDataActions)",
        "comparison_operator": "ComparisonOperator",
        "evaluation_periods": "EvaluationPeriods",
        "datapoints_to_alarm": "DatapointsToAlarm",
        "threshold": "Threshold",
        "threshold_metric_id": "ThresholdMetricId",
        "treat_missing_data": "TreatMissingData",
        "evaluate_low_sample_count_percentiles": "EvaluateLowSampleCountPercentile",
        "metric_name": "MetricName",
        "namespace": "Namespace",
        "dimensions": "pairs(Dimensions, 'Name', 'Value')",
        "period": "Period",
        "statistic": "Statistic",
        "extended_statistic": "ExtendedStatistic",
        "unit": "Unit",
        "metric_query": (
            "Metrics[].{id: Id, account_id: AccountId, expression: Expression, label: Label, period: Period || `0`,"
            " return_data: ReturnData || `false`, metric: one({metric_name: MetricStat.Metric.MetricName,"
            " namespace: MetricStat.Metric.Namespace,"
            " dimensions: MetricStat && pairs(MetricStat.Metric.Dimensions, 'Name', 'Value'),"
            " period: MetricStat.Period, stat: MetricStat.Stat, unit: MetricStat.Unit})}"
        ),
    },
    reads=(_TAGS,),
    # What target tracking makes for itself.
    owned="starts_with(AlarmName, 'TargetTracking-')",
    facts=TypeFacts(defaults={"datapoints_to_alarm": 0, "period": 0, "threshold": 0, "treat_missing_data": "missing"}),
)
_COMPOSITE = ResourceType(
    name="aws_cloudwatch_composite_alarm",
    listing=Call(operation="DescribeAlarms", items="CompositeAlarms", parameters={"AlarmTypes": ["CompositeAlarm"]}),
    id="AlarmName",
    attributes={
        "arn": "AlarmArn",
        "alarm_name": "AlarmName",
        "alarm_description": "AlarmDescription",
        "alarm_rule": "AlarmRule",
        "actions_enabled": "ActionsEnabled",
        "alarm_actions": "ordered(AlarmActions)",
        "ok_actions": "ordered(OKActions)",
        "insufficient_data_actions": "ordered(InsufficientDataActions)",
        "actions_suppressor": (
            "one({alarm: ActionsSuppressor, extension_period: ActionsSuppressorExtensionPeriod,"
            " wait_period: ActionsSuppressorWaitPeriod})"
        ),
    },
    reads=(_TAGS,),
)
_DASHBOARD = ResourceType(
    name="aws_cloudwatch_dashboard",
    listing=Call(
        operation="ListDashboards",
        items="DashboardEntries",
        describe=Call(
            operation="GetDashboard",
            items="@",
            parameters={"DashboardName": "DashboardName"},
            absent=("ResourceNotFound", "DashboardNotFoundError"),
        ),
    ),
    id="DashboardName",
    attributes={
        "dashboard_arn": "DashboardArn",
        "dashboard_name": "DashboardName",
        "dashboard_body": "DashboardBody",
    },
    facts=TypeFacts(nothing_to_judge="a page of figures"),
)
SERVICES = (
    Service(name="cloudwatch", types=(_ALARM, _COMPOSITE)),
    Service(name="cloudwatch", types=(_DASHBOARD,), is_global=True),
)
