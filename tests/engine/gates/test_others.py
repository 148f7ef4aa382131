"""Policies judge what is ours: what another team owns never blocks, and nothing of ours hides behind its name."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from engine.drift.makers import OtherState
from engine.gates.gate import Case, KeptSnapshot
from engine.gates.policy.judge import GATE
from engine.gates.policy.settings import PolicySettings
from engine.model.drift import OwnedScope, Reach, ServiceOwner
from engine.model.gate import GateResult
from engine.model.identity import Maker
from engine.model.outcome import Outcome
from engine.model.policy import TypeScope
from engine.model.snapshot import Resource, Snapshot
from policies.authoring.catalog import load_pack
from policies.evaluators.wasm import RegoEvaluator
from snapshots.aws.judging import JUDGING
from snapshots.terraform.schema import ProviderSchema
from tests.builders import NOW, PROVIDER, observed, resource, snapshot
from tests.shipped import kept_engine

GROUP, RULE = "aws_security_group", "aws_vpc_security_group_ingress_rule"
OPEN = {"from_port": 22, "to_port": 22, "ip_protocol": "tcp", "cidr_ipv4": "0.0.0.0/0", "cidr_ipv6": ""}
PAYMENTS = ServiceOwner(name="payments", owner="pay@acme.example", owns=Reach(tags={"Team": "payments"}))
STACKS = ServiceOwner(name="net", owner="net@acme.example", owns=Reach(stacks=("net-*",)))
SHOP = Reach(tags={"Team": "shop"})


@cache
def evaluator() -> RegoEvaluator:
    return RegoEvaluator(load_pack(), judging=JUDGING, schema=ProviderSchema(), engine=kept_engine())


def group(id_: str, team: str = "", **facts: Any) -> Resource:
    tags = {"tags_all": {"Team": team}} if team else {}
    attributes = {"id": id_, "name": id_, "description": "d", "ingress": [], "egress": [], **tags}
    return resource(GROUP, attributes, id_, account="1", region="r", **facts)


def port(id_: str, of: str, **attributes: Any) -> Resource:
    told = {"id": id_, "security_group_id": of, "description": "d", **OPEN, **attributes}
    return resource(RULE, told, id_, address="", account="1", region="r")


def judge(scope: OwnedScope, *there: Resource, desired: Snapshot | None = None, **facts: Any) -> GateResult:
    """Return what the policies say of what is there; our own group is intended."""
    intended = snapshot(group("sg-ours", "shop")) if desired is None else desired
    found = observed(replace(group("sg-ours", "shop"), address=""), *there)
    case = Case(
        environment="shop",
        now=NOW,
        provider=PROVIDER,
        desired=KeptSnapshot(snapshot=intended, digest="sha256:d"),
        observed=KeptSnapshot(snapshot=found, digest="sha256:o"),
        evaluators=(evaluator(),),
        scope=scope,
        **facts,
    )
    result = GATE.judge(case, PolicySettings()).result
    assert result is not None
    return result


def blamed(result: GateResult) -> set[str]:
    return {found.target.id for found in result.findings if found.outcome is Outcome.FAIL}


def others(result: GateResult) -> tuple[TypeScope, ...]:
    assert result.scope is not None
    return result.scope.others


THEIRS = (replace(group("sg-pay", "payments"), address=""), port("sgr-pay", "sg-pay"))


def test_without_anybody_else_everything_is_judged() -> None:
    result = judge(OwnedScope(), *THEIRS)
    assert (blamed(result), others(result)) == ({"sgr-pay"}, ())


def test_what_another_service_owns_is_counted_and_never_blocks() -> None:
    result = judge(OwnedScope(services=(PAYMENTS,)), *THEIRS)
    assert blamed(result) == set()
    assert others(result) == tuple(
        TypeScope(type=type_, resources=1, reason="owned by service payments") for type_ in (GROUP, RULE)
    )
    assert result.evaluated == judge(OwnedScope()).evaluated


def test_what_the_state_of_others_has_is_theirs() -> None:
    state = snapshot(group("sg-pay"), resource(RULE, {**port("sgr-pay", "sg-pay").attributes}, "ssh"))
    result = judge(OwnedScope(), *THEIRS, others=(OtherState(name="pay.tfstate", snapshot=state),))
    assert blamed(result) == set()
    assert {row.reason for row in others(result)} == {"managed by terraform:pay.tfstate"}


def test_what_a_stack_of_another_service_made_is_theirs_and_any_other_stack_is_judged() -> None:
    made = Maker(tool="cloudformation", name="net-1", confirmed_by="cloudformation:ListStackResources")
    theirs = [replace(item, maker=made) for item in THEIRS]
    assert blamed(judge(OwnedScope(services=(STACKS,)), *theirs)) == set()
    assert blamed(judge(OwnedScope(), *theirs)) == {"sgr-pay"}
    claimed = [replace(item, maker=replace(made, confirmed_by="", claimed_by="a tag")) for item in THEIRS]
    assert blamed(judge(OwnedScope(services=(STACKS,)), *claimed)) == {"sgr-pay"}


@pytest.mark.parametrize(("told_in", "found"), [("base", set()), ("", {"sgr-1"})])
def test_what_nobody_owns_is_told_once_and_never_blocks_who_says_what_is_his(told_in: str, found: set[str]) -> None:
    nobody = (replace(group("sg-1"), address=""), port("sgr-1", "sg-1"))
    result = judge(OwnedScope(ours=SHOP, told_in=told_in), *nobody)
    assert {one.target.id for one in result.findings if one.rule == "network-ssh-world-rule"} == found
    assert blamed(result) == set()
    assert blamed(judge(OwnedScope(services=(PAYMENTS,)), *nobody)) == {"sgr-1"}


@pytest.mark.parametrize("tags", [{}, {"tags_all": {"Team": "payments"}}])
def test_a_port_that_is_opened_on_a_group_of_ours_is_ours(tags: dict[str, Any]) -> None:
    """Whose tags it carries does not matter: whoever may write them could hide what was opened."""
    scope = OwnedScope(ours=SHOP, services=(PAYMENTS,), told_in="base")
    assert blamed(judge(scope, port("sgr-hand", "sg-ours", **tags))) == {"sgr-hand"}


def test_where_not_all_that_is_intended_is_known_nothing_is_left_out() -> None:
    partly = snapshot(group("sg-ours", "shop"), complete=False)
    assert blamed(judge(OwnedScope(services=(PAYMENTS,)), *THEIRS, desired=partly)) == {"sgr-pay"}


def test_where_all_is_of_others_nothing_is_proven() -> None:
    services = (PAYMENTS, replace(PAYMENTS, owns=Reach(tags={"Team": "shop"})))
    result = judge(OwnedScope(services=services), *THEIRS, desired=snapshot())
    assert (result.evaluated, result.outcome) == (0, Outcome.INCONCLUSIVE)
