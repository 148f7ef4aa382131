"""CloudWatch Logs: groups, and what hangs on them."""

from __future__ import annotations

from engine.model.outcome import Severity
from engine.provider.facts import TypeFacts
from snapshots.aws.reading.service import Call, KnownType, Read, ResourceType, Service

_GROUPS = Call(operation="DescribeLogGroups", items="logGroups")
_GROUP = ResourceType(
    name="aws_cloudwatch_log_group",
    listing=_GROUPS,
    id="logGroupName",
    attributes={
        "arn": "logGroupArn || before(':*', arn)",
        "name": "logGroupName",
        "retention_in_days": "not_null(retentionInDays, `0`)",
        "kms_key_id": "kmsKeyId",
        "log_group_class": "logGroupClass",
    },
    reads=(
        Read(
            operation="ListTagsForResource",
            parameters={"resourceArn": "logGroupArn || before(':*', arn)"},
            attributes={"tags": "tags(tags)"},
        ),
    ),
    facts=TypeFacts(
        defaults={"log_group_class": "STANDARD", "retention_in_days": 0},
        grades={"kms_key_id": Severity.MEDIUM},  # without one CloudWatch encrypts with its own
    ),
)
_FILTER = ResourceType(
    name="aws_cloudwatch_log_metric_filter",
    listing=Call(operation="DescribeMetricFilters", items="metricFilters"),
    id="filterName",
    attributes={
        "name": "filterName",
        "log_group_name": "logGroupName",
        "pattern": "filterPattern",
        "metric_transformation": (
            "metricTransformations[].{name: metricName, namespace: metricNamespace, value: metricValue,"
            " default_value: defaultValue, dimensions: dimensions, unit: unit}"
        ),
    },
    facts=TypeFacts(
        key=("log_group_name", "name"), called=("log_group_name", "name"), nothing_to_judge="it counts lines of a log"
    ),
)
_SUBSCRIPTION = ResourceType(
    name="aws_cloudwatch_log_subscription_filter",
    listing=Call(
        operation="DescribeSubscriptionFilters",
        items="subscriptionFilters",
        parameters={"logGroupName": "logGroupName"},
        of=_GROUPS,
    ),
    id="filterName",
    attributes={
        "name": "filterName",
        "log_group_name": "logGroupName",
        "filter_pattern": "filterPattern",
        "destination_arn": "destinationArn",
        "role_arn": "roleArn",
        "distribution": "told(distribution)",
    },
    facts=TypeFacts(
        key=("log_group_name", "name"),
        nothing_to_judge="it sends on what a log has; who may is judged with its role, and what receives it itself",
    ),
)
_RESOURCE_POLICY = ResourceType(
    name="aws_cloudwatch_log_resource_policy",
    listing=Call(operation="DescribeResourcePolicies", items="resourcePolicies"),
    id="policyName",
    attributes={"policy_name": "policyName", "policy_document": "policyDocument"},
)
_QUERY = ResourceType(
    name="aws_cloudwatch_query_definition",
    listing=Call(operation="DescribeQueryDefinitions", items="queryDefinitions"),
    id="queryDefinitionId",
    attributes={
        "arn": "fill('arn:{}:logs:{}:{}:query-definition:{}', [_partition, _region, _account, queryDefinitionId])",
        "log_group_names": "logGroupNames",
        "name": "name",
        "query_definition_id": "queryDefinitionId",
        "query_string": "queryString",
    },
    facts=TypeFacts(nothing_to_judge="a question about logs"),
)
_STREAM = KnownType(
    name="aws_cloudwatch_log_stream",
    facts=TypeFacts(nothing_to_judge="a part of its log group, which is judged itself"),
)
SERVICES = (Service(name="logs", types=(_GROUP, _FILTER, _SUBSCRIPTION, _RESOURCE_POLICY, _QUERY), known=(_STREAM,)),)
