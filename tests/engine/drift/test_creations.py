"""The newest call that made a resource confirms its maker where a service made it; calls of people confirm nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from engine.drift.creations import confirm_by_creation
from engine.model.event import Event, Mention
from engine.model.identity import Maker
from engine.model.snapshot import Resource
from tests.builders import NOW, PROVIDER, observed, resource

GROUP = "sg-0123456789abcdef0"
SUBNET, NETWORK = "subnet-0123456789abcdef0", "vpc-0123456789abcdef0"
CLAIM = Maker(tool="eks-controller", name="shop", claimed_by="tag elbv2.k8s.aws/cluster")
SCALING = Maker(tool="autoscaling", name="", confirmed_by="its own call")


def there(type_: str, id_: str, maker: Maker | None = None, **attributes: Any) -> Resource:
    return resource(type_, {"id": id_, **attributes}, address="", account="1", region="r", maker=maker)


def call(operation: str, *mentions: Mention, minutes: int = -10, **facts: Any) -> Event:
    made = Event(
        time=NOW + timedelta(minutes=minutes),
        service="ec2",
        operation=operation,
        principal="somebody",
        account="1",
        region="r",
        resources=mentions,
    )
    return replace(made, **facts)


def makers(items: Sequence[Resource], *events: Event, clusters: Sequence[Resource] = ()) -> dict[str, str]:
    """Return the confirmed makers of resources by their ids."""
    found = confirm_by_creation(observed(*items, *clusters), items, events, PROVIDER).resources
    return {item.id: str(item.maker) for item in found if item.maker is not None and item.maker.is_confirmed}


ISSUER = "https://oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF"
POD: dict[str, Any] = {"confirms": ("eks-controller",), "issuer": ISSUER}
CONTROLLER = call("CreateSecurityGroup", Mention(name=GROUP, role="group"), **POD)


def cluster(name: str = "shop", issuer: str = ISSUER, account: str = "1") -> Resource:
    return replace(there("aws_eks_cluster", name, identity=[{"oidc": [{"issuer": issuer}]}]), account=account)


def test_a_claim_is_confirmed_by_whom_it_names_and_each_part_by_its_own_call() -> None:
    ours, by_hand = f"sgr-{1:017x}", f"sgr-{2:017x}"
    rules = [
        there("aws_vpc_security_group_ingress_rule", id_, CLAIM, security_group_id=GROUP) for id_ in (ours, by_hand)
    ]
    items = [there("aws_security_group", GROUP, CLAIM), *rules]
    found = makers(items, CONTROLLER, clusters=[cluster()])
    assert found == {GROUP: "eks-controller:shop"}
    operation = "AuthorizeSecurityGroupIngress"
    allowed = call(operation, Mention(name=GROUP, role="group"), Mention(name=ours, role="securitygrouprule"), **POD)
    opened = call(operation, Mention(name=by_hand, role="securitygrouprule"))
    found = makers(items, CONTROLLER, allowed, opened, clusters=[cluster()])
    assert found == {GROUP: "eks-controller:shop", ours: "eks-controller:shop"}


@pytest.mark.parametrize(
    ("tool", "seen", "confirmed"),
    [
        ("eks-controller", cluster(), True),
        ("eks-controller", cluster(name="other"), False),
        ("eks-controller", cluster(issuer=f"{ISSUER}0"), False),
        ("eks-controller", cluster(account="2"), False),
        ("eks-controller", there("aws_eks_cluster", "shop"), False),
        ("eks-controller", there("aws_s3_bucket", "shop", identity=[{"oidc": [{"issuer": ISSUER}]}]), False),
        ("karpenter", cluster(name="other"), True),
        ("karpenter", cluster(issuer=f"{ISSUER}0"), False),
    ],
)
def test_a_pod_speaks_for_the_cluster_that_is_there(tool: str, seen: Resource, *, confirmed: bool) -> None:
    item = there("aws_security_group", GROUP, replace(CLAIM, tool=tool))
    event = replace(CONTROLLER, confirms=(tool,))
    assert bool(makers([item], event, clusters=[seen])) is confirmed


@pytest.mark.parametrize(
    ("maker", "event"),
    [
        (None, CONTROLLER),
        (replace(CLAIM, tool="serverless"), CONTROLLER),
        (CLAIM, replace(CONTROLLER, confirms=())),
        (CLAIM, replace(CONTROLLER, failed=True)),
        (CLAIM, replace(CONTROLLER, account="2")),
        (CLAIM, replace(CONTROLLER, service="rds")),
        (CLAIM, replace(CONTROLLER, time=NOW + timedelta(minutes=1))),
        (CLAIM, replace(CONTROLLER, operation="AuthorizeSecurityGroupIngress")),
        (CLAIM, replace(CONTROLLER, operation="CreateTags")),
    ],
)
def test_whatever_else_is_so_confirms_nothing(maker: Maker | None, event: Event) -> None:
    assert makers([there("aws_security_group", GROUP, maker)], event, clusters=[cluster()]) == {}


@pytest.mark.parametrize(("minutes", "confirmed"), [(-20, True), (-10, False), (-5, False)])
def test_the_newest_call_counts_and_of_one_time_all_of_them(minutes: int, *, confirmed: bool) -> None:
    person = call("CreateSecurityGroup", Mention(name=GROUP, role="group"), minutes=minutes)
    item = there("aws_security_group", GROUP, CLAIM)
    assert bool(makers([item], person, CONTROLLER, clusters=[cluster()])) is confirmed


def test_a_call_makes_only_what_it_is_called_after() -> None:
    event = call("CreateSubnet", Mention(name=SUBNET, role="subnet"), Mention(name=NETWORK, role="vpc"), maker=SCALING)
    items = [there("aws_subnet", SUBNET), there("aws_vpc", NETWORK)]
    assert makers(items, event) == {SUBNET: "autoscaling"}


def test_a_load_balancer_is_what_its_arn_says() -> None:
    arn = "arn:aws:elasticloadbalancing:r:1:loadbalancer/app/shop/0"
    event = call("CreateLoadBalancer", Mention(name=arn, role="loadbalancer"), **POD)
    item = there("aws_lb", arn, CLAIM, arn=arn)
    event = replace(event, service="elasticloadbalancing")
    assert makers([item], event, clusters=[cluster()]) == {arn: "eks-controller:shop"}


def test_without_events_nothing_changes() -> None:
    before = observed(there("aws_vpc", NETWORK, CLAIM))
    assert confirm_by_creation(before, before.resources, (), PROVIDER) is before
