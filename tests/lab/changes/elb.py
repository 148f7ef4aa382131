"""Changes to classic load balancers."""

from __future__ import annotations

from fixtures.estate.changes import Change

CHANGES = (
    Change(
        address="aws_elb.one",
        path="idle_timeout",
        service="elb",
        call="modify_load_balancer_attributes",
        parameters={
            "LoadBalancerName": "{name}",
            "LoadBalancerAttributes": {"ConnectionSettings": {"IdleTimeout": 30}},
        },
    ),
)
