"""What starts jobs and crawlers of Glue: triggers."""

from __future__ import annotations

from engine.provider.facts import TypeFacts
from snapshots.aws.reading.service import Call, ResourceType, Service
from snapshots.aws.services.glue import arn, tags

_TRIGGER = ResourceType(
    name="aws_glue_trigger",
    listing=Call(operation="GetTriggers", items="Triggers"),
    id="Name",
    attributes={
        "arn": arn("trigger"),
        "name": "Name",
        "description": "Description",
        "type": "Type",
        "schedule": "Schedule",
        "workflow_name": "WorkflowName",
        # What runs on demand or in a workflow is never active.
        "enabled": (
            "State == 'ACTIVATED' || State == 'ACTIVATING' || ((Type == 'ON_DEMAND' || WorkflowName)"
            " && State == 'CREATED')"
        ),
        "actions": (
            "Actions[].{arguments: Arguments, crawler_name: CrawlerName || '', job_name: JobName || '',"
            " security_configuration: SecurityConfiguration || '', timeout: Timeout || `0`,"
            " notification_property: [NotificationProperty][*].{notify_delay_after: NotifyDelayAfter}}"
        ),
        "event_batching_condition": (
            "[EventBatchingCondition][*].{batch_size: BatchSize, batch_window: BatchWindow || `0`}"
        ),
        "predicate": (
            "[Predicate][*].{logical: Logical || '', conditions: Conditions[].{crawl_state: CrawlState || '',"
            " crawler_name: CrawlerName || '', job_name: JobName || '', logical_operator: LogicalOperator,"
            " state: State || ''}}"
        ),
    },
    reads=(tags("trigger"),),
    facts=TypeFacts(
        terraform_only=frozenset({"start_on_creation"}),
        nothing_to_judge="it says when a job runs; what that may do is judged with its role",
    ),
)
SERVICES = (Service(name="glue", types=(_TRIGGER,)),)
