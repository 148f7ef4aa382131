"""Changes to alarms and dashboards."""

from __future__ import annotations

from fixtures.estate.changes import Change

CHANGES = (
    Change(
        address="aws_cloudwatch_metric_alarm.cpu",
        path="",
        service="cloudwatch",
        call="delete_alarms",
        parameters={"AlarmNames": ["{alarm_name}"]},
    ),
    Change(
        address="aws_cloudwatch_metric_alarm.errors",
        path="actions_enabled",
        service="cloudwatch",
        call="disable_alarm_actions",
        parameters={"AlarmNames": ["{alarm_name}"]},
    ),
    Change(
        address="aws_cloudwatch_dashboard.one",
        path="dashboard_body",
        service="cloudwatch",
        call="put_dashboard",
        parameters={"DashboardName": "{dashboard_name}", "DashboardBody": '{"widgets": []}'},
    ),
)
