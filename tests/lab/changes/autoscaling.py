"""Changes to Auto Scaling groups, policies and launch configurations."""

from __future__ import annotations

from fixtures.estate.changes import Change

CHANGES = (
    Change(
        address="aws_autoscaling_group.old",
        path="max_size",
        service="autoscaling",
        call="update_auto_scaling_group",
        parameters={"AutoScalingGroupName": "{name}", "MaxSize": 9},
    ),
    Change(
        address="aws_autoscaling_group.one",
        path="suspended_processes",
        service="autoscaling",
        call="suspend_processes",
        parameters={"AutoScalingGroupName": "{name}", "ScalingProcesses": ["ReplaceUnhealthy"]},
    ),
    Change(
        address="aws_autoscaling_policy.simple",
        path="",
        service="autoscaling",
        call="delete_policy",
        parameters={"AutoScalingGroupName": "{autoscaling_group_name}", "PolicyName": "{name}"},
    ),
    Change(
        address="aws_autoscaling_attachment.one",
        path="",
        service="autoscaling",
        call="detach_load_balancer_target_groups",
        parameters={"AutoScalingGroupName": "{autoscaling_group_name}", "TargetGroupARNs": ["{lb_target_group_arn}"]},
    ),
)
