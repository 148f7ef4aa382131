"""What a finding about an open port pins, and how much of an estate is looked through for one resource."""

from __future__ import annotations

from typing import Any

import pytest

from engine.model.outcome import Outcome
from engine.model.policy import PolicyResult
from engine.model.snapshot import Resource
from policies.evaluators.wasm import RegoEvaluator
from policies.facts.neighbours import MANY, RULES, Neighbours
from tests.builders import resource, snapshot

LIST = "aws_ec2_managed_prefix_list"
ADMIN = "arn:aws:iam::aws:policy/AdministratorAccess"


def group(**rule: Any) -> Resource:
    """Return a group that lets somebody to port 22."""
    entry = {"protocol": "tcp", "from_port": 22, "to_port": 22, "cidr_blocks": [], "prefix_list_ids": []}
    return resource("aws_security_group", {"ingress": [{**entry, "ipv6_cidr_blocks": [], **rule}]})


def result(evaluator: RegoEvaluator, policy: str, *resources: Resource) -> PolicyResult:
    """Return what a policy says of the first of some resources."""
    found = evaluator.evaluate(snapshot(*resources)).results
    return next(one for one in found if (one.policy, one.address) == (policy, resources[0].address))


def pin(evaluator: RegoEvaluator, *resources: Resource) -> str:
    """Return what the only finding about port 22 pins."""
    (violation,) = result(evaluator, "network-ssh-world", *resources).violations
    return violation.pin


def test_a_wider_network_is_another_finding_to_who_accepted_one(evaluator: RegoEvaluator) -> None:
    narrow = pin(evaluator, group(cidr_blocks=["8.0.0.0/8"]))
    assert "8.0.0.0-8.255.255.255" in narrow
    assert narrow == pin(evaluator, group(cidr_blocks=["8.0.0.0/9", "8.128.0.0/9"]))
    assert narrow != pin(evaluator, group(cidr_blocks=["0.0.0.0/0"]))
    assert narrow != pin(evaluator, group(cidr_blocks=["9.0.0.0/8"]))


def test_so_is_one_in_a_list_of_networks_and_in_a_rule_of_its_own(evaluator: RegoEvaluator) -> None:
    by_list = group(prefix_list_ids=["pl-1"])
    narrow, wide = (
        resource(LIST, {"id": "pl-1", "entry": [{"cidr": one, "description": ""}]})
        for one in ("8.0.0.0/8", "0.0.0.0/0")
    )
    assert pin(evaluator, by_list, narrow) != pin(evaluator, by_list, wide)


def half(at: int, blocks: list[str], group: str = "sg-1") -> Resource:
    """Return a rule of its own that lets blocks to port 22."""
    told = {"type": "ingress", "security_group_id": group, "protocol": "tcp", "from_port": 22, "to_port": 22}
    return resource("aws_security_group_rule", {**told, "cidr_blocks": blocks}, f"r{at}")


def rules(number: int) -> list[Resource]:
    """Return a group and so many rules of its own, two of which open port 22 to a /8 together."""
    group = resource("aws_security_group", {"id": "sg-1", "ingress": []}, "g")
    private = (half(at, ["10.0.0.0/8"]) for at in range(2, number))
    return [group, half(0, ["8.0.0.0/9"]), half(1, ["8.128.0.0/9"]), *private]


@pytest.mark.parametrize(
    ("number", "outcome"), [(MANY + 1, Outcome.FAIL), (RULES, Outcome.FAIL), (RULES + 1, Outcome.INCONCLUSIVE)]
)
def test_the_rules_of_a_firewall_open_together_what_each_does_not(
    evaluator: RegoEvaluator, number: int, outcome: Outcome
) -> None:
    told = result(evaluator, "network-ssh-world", *rules(number))
    assert told.outcome is outcome
    assert told.detail == ("" if number <= RULES else f"more than {RULES} aws_security_group_rule may belong to it")


def test_many_accounts_call_things_alike() -> None:
    accounts = [f"{10**11 + at}" for at in range(MANY + 1)]
    roles = [resource("aws_iam_role", {"name": "deploy"}, f"r{one}", account=one) for one in accounts]
    attached = [
        resource("aws_iam_role_policy_attachment", {"role": "deploy", "policy_arn": ADMIN}, f"a{one}", account=one)
        for one in accounts
    ]
    found = Neighbours([*roles, *attached], {"aws_iam_role_policy_attachment"})
    assert [found.children(role, "aws_iam_role_policy_attachment") for role in roles] == [[one] for one in attached]
    anywhere = resource("aws_iam_role", {"name": "deploy"}, "anywhere")
    assert found.has_many(anywhere, "aws_iam_role_policy_attachment")
    assert found.perhaps(anywhere, "aws_iam_role_policy_attachment") is not None


def children(number: int) -> list[Resource]:
    """Return settings of a bucket, so many of one name."""
    told = {"bucket": "acme", "versioning_configuration": [{"status": "Enabled", "mfa_delete": ""}]}
    return [resource("aws_s3_bucket_versioning", told, f"v{at}") for at in range(number)]


@pytest.mark.parametrize("number", [MANY, MANY + 1])
def test_of_more_than_anything_has_nobody_looks_for_the_right_one(evaluator: RegoEvaluator, number: int) -> None:
    bucket = resource("aws_s3_bucket", {"bucket": "acme", "versioning": []}, "b")
    told = result(evaluator, "s3-versioning", bucket, *children(number))
    assert (told.outcome is Outcome.INCONCLUSIVE) == (number > MANY)
    assert told.detail == ("" if number <= MANY else f"more than {MANY} aws_s3_bucket_versioning may belong to it")
