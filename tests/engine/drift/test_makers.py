"""Whose is it: what is confirmed is counted, what is claimed warns, what others own never blocks, the rest is found."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from engine.drift.makers import OtherState, covers, find_unknown
from engine.drift.managed import describe_managed, write_share
from engine.model.drift import DriftReport, Managed, ManagedRow, OwnedScope, Reach, ServiceOwner, Standing
from engine.model.identity import Maker
from engine.model.outcome import FailOn, Gap, GapReason, Outcome
from engine.model.snapshot import Resource
from tests.builders import PROVIDER, drift, observed, resource, snapshot

QUEUE = resource("aws_sqs_queue", {"id": "q", "name": "q"}, "q")
GROUP, RULE = "aws_security_group", "aws_vpc_security_group_ingress_rule"
STACK = Maker(tool="cloudformation", name="net", confirmed_by="cloudformation:ListStackResources")
CLAIM = Maker(tool="karpenter", name="spot", claimed_by="tag karpenter.sh/nodepool")
PAYMENTS = ServiceOwner(name="payments", owner="pay@acme.example", owns=Reach(tags={"Team": "pay*"}))


def there(type_: str = GROUP, id_: str = "sg-1", **facts: Any) -> Resource:
    """Return something that only reality has."""
    attributes = {"id": id_, "ingress": [], **facts.pop("attributes", {})}
    return resource(type_, attributes, **{"address": "", "account": "1", "region": "r", **facts})


def look(*items: Resource, **options: Any) -> DriftReport:
    """Return the drift of a queue that is intended and there, and of what is there beside it."""
    return drift(snapshot(QUEUE), observed(QUEUE, *items), **options)


def standings(report: DriftReport) -> dict[str, Standing]:
    """Return how what is there only stands, by its id."""
    assert report.managed is not None
    return {name: row.standing for row in report.managed.rows for name in row.names}


def test_what_is_confirmed_is_counted_and_no_finding() -> None:
    report = look(there(maker=STACK))
    assert (report.findings, standings(report)) == ((), {"sg-1": Standing.MADE})
    assert report.managed is not None
    assert (report.managed.as_code, report.managed.not_as_code) == (2, 0)
    assert describe_managed(report.managed) == "100 % as code, managed by cloudformation:net 1"


@pytest.mark.parametrize("fail_on", [FailOn.INFO, FailOn.HIGH])
def test_what_is_only_claimed_warns_whatever_fails(fail_on: FailOn) -> None:
    report = look(there(maker=CLAIM), fail_on=fail_on)
    (finding,) = report.findings
    assert (finding.rule, finding.outcome) == ("drift.claimed", Outcome.WARN)
    assert "karpenter:spot (tag karpenter.sh/nodepool); nothing confirms it" in finding.message
    assert finding.acceptance.posture == look(there()).findings[0].acceptance.posture


def test_without_a_maker_nobody_intends_it() -> None:
    report = look(there())
    assert [finding.rule for finding in report.findings] == ["drift.unmanaged"]
    assert standings(report) == {"sg-1": Standing.UNMANAGED}


def test_a_maker_of_what_is_intended_changes_nothing() -> None:
    report = drift(snapshot(QUEUE), observed(resource("aws_sqs_queue", {"id": "q", "name": "r"}, "q", maker=STACK)))
    assert [finding.rule for finding in report.findings] == ["drift.changed"]


def test_what_another_state_has_is_of_that_state_with_what_it_says_inside() -> None:
    port = {"from_port": 443, "to_port": 443, "protocol": "tcp", "cidr_blocks": ["10.0.0.0/8"], "self": False}
    theirs = resource(GROUP, {"id": "sg-1", "ingress": [port], "egress": []}, "net")
    other = OtherState(name="net.tfstate", snapshot=snapshot(theirs))
    told = {"from_port": 443, "to_port": 443, "ip_protocol": "tcp", "cidr_ipv4": "10.0.0.0/8"}
    rule = there(RULE, "sgr-1", attributes={"security_group_id": "sg-1", **told})
    hand = there(RULE, "sgr-hand", attributes={"security_group_id": "sg-1", **told, "from_port": 22})
    report = look(there(), there(id_="sg-2"), rule, hand, others=(other,))
    assert {finding.target.id for finding in report.findings} == {"sg-2"}
    assert standings(report) == {
        "sg-1": Standing.MADE,
        "sgr-1": Standing.MADE,
        "sgr-hand": Standing.OWNED,  # their run tells it, and nothing says that their state has it
        "sg-2": Standing.UNMANAGED,
    }
    apart = replace(theirs, attributes={"id": "sg-1"})
    alone = look(there(), hand, others=(OtherState(name="net.tfstate", snapshot=snapshot(apart)),))
    assert (alone.findings, standings(alone)["sgr-hand"]) == ((), Standing.OWNED)


def test_what_is_added_to_rules_that_stand_inside_is_drift_of_the_whole_and_not_as_code() -> None:
    port = {"from_port": 443, "to_port": 443, "protocol": "tcp", "cidr_blocks": ["10.0.0.0/8"], "self": False}
    ours = resource(GROUP, {"id": "sg-1", "ingress": [port], "egress": []}, "net", account="1", region="r")
    hand = {**port, "from_port": 22, "to_port": 22}
    seen = replace(ours, address="", attributes={"id": "sg-1", "ingress": [port, hand], "egress": []})
    told = {"security_group_id": "sg-1", "ip_protocol": "tcp", "cidr_ipv4": "10.0.0.0/8"}
    rules = [there(RULE, f"sgr-{at}", attributes={**told, "from_port": at, "to_port": at}) for at in (22, 443)]
    report = drift(snapshot(ours), observed(seen, *rules))
    assert {finding.rule for finding in report.findings} == {"drift.changed"}
    assert standings(report) == {"sgr-22": Standing.UNMANAGED}


@pytest.mark.parametrize(("items", "gaps"), [((), 0), ((there(),), 1)])
def test_a_state_of_others_that_cannot_be_read_is_a_gap_where_it_could_explain_something(
    items: tuple[Resource, ...], gaps: int
) -> None:
    gap = Gap(reason=GapReason.UNAVAILABLE, source="tfstate:net.tfstate", detail="gone")
    other = OtherState(name="net.tfstate", snapshot=snapshot(gaps=(gap,), complete=False))
    assert len(look(*items, others=(other,)).gaps) == gaps


def tagged(team: str, id_: str = "sg-1") -> Resource:
    return there(id_=id_, attributes={"tags_all": {"Team": team}})


def test_what_another_service_owns_is_counted_with_its_parts_and_never_blocks() -> None:
    rule = there(RULE, "sgr-1", attributes={"security_group_id": "sg-1"})
    report = look(tagged("payments"), rule, scope=OwnedScope(services=(PAYMENTS,)))
    assert (report.findings, standings(report)) == ((), {"sg-1": Standing.OWNED, "sgr-1": Standing.OWNED})
    assert report.managed is not None
    assert describe_managed(report.managed) == "33.3 % as code, owned by service payments 2"


def test_what_is_in_our_own_scope_is_ours_whoever_else_claims_it() -> None:
    scope = OwnedScope(ours=Reach(tags={"Team": "payments"}), services=(PAYMENTS,))
    assert [finding.rule for finding in look(tagged("payments"), scope=scope).findings] == ["drift.unmanaged"]


@pytest.mark.parametrize(("told_in", "found"), [("", {"sg-1", "sg-2"}), ("base", {"sg-2"})])
def test_what_nobody_owns_is_told_where_it_is_to_be(told_in: str, found: set[str]) -> None:
    scope = OwnedScope(ours=Reach(tags={"Team": "shop"}), services=(PAYMENTS,), told_in=told_in)
    report = look(there(), tagged("shop", "sg-2"), tagged("pay", "sg-3"), scope=scope)
    assert {finding.target.id: finding.outcome for finding in report.findings} == {
        name: Outcome.FAIL if name == "sg-2" else Outcome.WARN  # sg-1 is nobody's, and outside of what is ours
        for name in found
    }
    assert standings(report)["sg-1"] is (Standing.ELSEWHERE if told_in else Standing.UNMANAGED)


def test_a_scope_narrows_nothing_that_the_own_state_manages() -> None:
    scope = OwnedScope(ours=Reach(accounts=("9",)), told_in="base")
    report = drift(snapshot(QUEUE), observed(there(account="9"), listings=()), scope=scope)
    assert GapReason.MISSING_INPUT in {gap.reason for gap in report.gaps}
    changed = drift(snapshot(QUEUE), observed(resource("aws_sqs_queue", {"id": "q", "name": "r"}, "q")), scope=scope)
    assert [finding.rule for finding in changed.findings] == ["drift.changed"]


@pytest.mark.parametrize("tags", [{}, {"tags_all": {"Team": "payments"}}])
def test_a_part_of_what_we_intend_is_ours_whatever_its_tags_say(tags: dict[str, Any]) -> None:
    """Nobody else would tell it: the run of the others sees that the whole is ours."""
    group = resource(GROUP, {"id": "sg-1", "tags_all": {"Team": "shop"}}, account="1", region="r")
    rule = there(RULE, "sgr-1", attributes={"security_group_id": "sg-1", **tags})
    scope = OwnedScope(ours=Reach(tags={"Team": "shop"}), services=(PAYMENTS,), told_in="base")
    report = drift(snapshot(group), observed(group, rule), scope=scope)
    assert [finding.rule for finding in report.findings] == ["drift.unmanaged"]
    assert standings(report) == {"sgr-1": Standing.UNMANAGED}


def test_a_scope_that_nothing_is_in_is_a_gap() -> None:
    report = look(scope=OwnedScope(ours=Reach(tags={"Team": "shpo"}), told_in="base"))
    assert [(gap.source, gap.reason) for gap in report.gaps] == [("scope", GapReason.EMPTY)]


@pytest.mark.parametrize(
    ("reach", "covered"),
    [
        (Reach(tags={"Team": "shop"}), False),
        (Reach(tags={"Team": "*"}), True),
        (Reach(tags={"Team": "pay", "Stage": "*"}), False),
        (Reach(stacks=("net*",)), True),
        (Reach(stacks=("other",)), False),
        (Reach(accounts=("1",)), True),
        (Reach(accounts=("2",), stacks=("net",)), False),
        (Reach(), False),
    ],
)
def test_a_reach_is_all_tags_or_a_stack_in_one_of_the_accounts(reach: Reach, *, covered: bool) -> None:
    item = there(maker=STACK, attributes={"tags_all": {"Team": "pay"}})
    assert covers(reach, item, PROVIDER) is covered


def test_makers_are_asked_for_only_where_nobody_intends_something() -> None:
    desired = snapshot(QUEUE)
    assert find_unknown(desired, observed(QUEUE), PROVIDER) == []
    eks = Maker(tool="eks", name="shop", confirmed_by="eks:DescribeCluster")
    assert find_unknown(desired, observed(QUEUE, there(maker=eks), there(id_="d", provider_owned=True)), PROVIDER) == []
    tagged_stack = there(maker=STACK)  # the stack may be gone
    assert find_unknown(desired, observed(QUEUE, tagged_stack, there(id_="sg-2")), PROVIDER) == [
        tagged_stack,
        there(id_="sg-2"),
    ]


def test_nothing_is_counted_of_two_states() -> None:
    assert drift(snapshot(QUEUE), snapshot(QUEUE)).managed is None


@pytest.mark.parametrize(
    ("part", "whole", "text"), [(1, 1, "100 %"), (9999, 10000, "99.9 %"), (1, 3, "33.3 %"), (0, 5, "0 %")]
)
def test_only_all_of_it_is_100_percent(part: int, whole: int, text: str) -> None:
    assert write_share(part, whole) == text


def test_few_makers_are_named_and_all_are_counted() -> None:
    rows = tuple(
        ManagedRow(account="1", type="t", standing=Standing.MADE, tool="eks", maker=f"eks:{name}", resources=number)
        for number, name in enumerate("abcdefg", start=1)
    )
    assert (
        describe_managed(Managed(rows=rows)) == "managed by eks:g 7, eks:f 6, eks:e 5, eks:d 4, eks:c 3 and 3 by 2 more"
    )
