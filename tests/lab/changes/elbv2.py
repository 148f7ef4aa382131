"""Changes to load balancers, listeners, rules and targets."""

from __future__ import annotations

from fixtures.estate.changes import Change

CHANGES = (
    Change(
        address="aws_lb.edge",
        path="drop_invalid_header_fields",
        service="elbv2",
        call="modify_load_balancer_attributes",
        parameters={
            "LoadBalancerArn": "{arn}",
            "Attributes": [{"Key": "routing.http.drop_invalid_header_fields.enabled", "Value": "false"}],
        },
    ),
    Change(
        address="aws_lb_listener.tcp",
        path="default_action",
        service="elbv2",
        call="modify_listener",
        parameters={
            "ListenerArn": "{arn}",
            "DefaultActions": [{"Type": "forward", "Order": 1, "TargetGroupArn": "{load_balancer_arn}"}],
        },
    ),
    Change(
        address="aws_lb_listener_rule.deny",
        path="",
        service="elbv2",
        call="delete_rule",
        parameters={"RuleArn": "{arn}"},
    ),
    Change(
        address="aws_lb_target_group_attachment.blue",
        path="",
        service="elbv2",
        call="deregister_targets",
        parameters={"TargetGroupArn": "{target_group_arn}", "Targets": [{"Id": "{target_id}"}]},
    ),
)
