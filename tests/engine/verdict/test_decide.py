"""Each number of the decision procedure, by itself."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from engine.model.gate import GateResult, Requirement
from engine.model.measurement import Metric
from engine.model.outcome import Acceptance, Gap, GapReason, Outcome
from engine.model.policy import PolicyScope, TypeScope
from engine.model.verdict import Adoption, Assessment, Condition, Decision, Input, RequiredGate, Rules, Verdict
from engine.model.waiver import Waiver, WaiverState
from engine.verdict.decide import decide
from engine.verdict.seal import seal
from tests.builders import finding

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
DIGEST = "sha256:" + "1" * 64
FINDING = finding("f1", message="aws_s3_bucket.a: acl is public, intended is private", address="aws_s3_bucket.a")
GATE = GateResult(
    gate="drift",
    requirement=Requirement.MUST,
    outcome=Outcome.PASS,
    evaluated=5,
    summary="no difference",
    inputs=(DIGEST,),
)
INPUT = Input(name="observed aws:@us-east-1", kind="snapshot", digest=DIGEST, taken_at=NOW - HOUR)
GAP = Gap(
    reason=GapReason.ACCESS_DENIED,
    source="aws",
    detail="AccessDenied",
    operation="s3:ListBuckets",
    account="111122223333",
    types=("aws_s3_bucket",),
    fix="allow s3:ListAllMyBuckets",
)
WAIVER = Waiver(
    id="W-1",
    owner="ann",
    approver="bob",
    reason="migration",
    ticket="OPS-1",
    environment="prod",
    created=NOW - HOUR,
    expires=NOW + 24 * HOUR,
    rule="drift.changed",
    address="aws_s3_bucket.a",
)


def verdict(
    *gates: GateResult,
    requirement: Requirement = Requirement.MUST,
    inputs: tuple[Input, ...] = (INPUT,),
    waivers: tuple[Waiver, ...] = (),
    rules: Rules | None = None,
    stranger: str = "",
    **changes: Any,
) -> Verdict:
    assessment = Assessment(
        stranger=stranger,
        environment="prod",
        required=(RequiredGate(gate="drift", requirement=requirement),),
        gates=gates,
        inputs=inputs,
        waivers=waivers,
    )
    return decide(replace(seal(assessment), **changes), rules or Rules(), NOW)


def codes(found: Verdict) -> set[tuple[int, str]]:
    return {(reason.rule, reason.code) for reason in found.reasons}


def test_each_rule_has_the_same_number_on_the_page_and_here() -> None:
    page = (Path(__file__).parents[3] / "docs" / "decision.md").read_text(encoding="utf-8")
    told = re.findall(r"^(\d+)\. ", page, re.MULTILINE)
    assert told == [str(number) for number in range(11)]
    assert {name.split("_")[1] for name in globals() if re.match(r"test_\d+_", name)} == set(told)


def test_9_everything_passed_is_go() -> None:
    found = verdict(GATE)
    assert (found.decision, found.reasons) == (Decision.GO, ())


def test_3_what_a_stranger_has_changed_is_never_go() -> None:
    found = verdict(GATE, stranger="CHANGE_FORK")
    assert (found.decision, codes(found)) == (Decision.INCONCLUSIVE, {(3, "stranger")})
    failed = verdict(replace(GATE, outcome=Outcome.FAIL, findings=(FINDING,)), stranger="CHANGE_FORK")
    assert failed.decision is Decision.NO_GO


def test_0_a_changed_assessment_is_rejected() -> None:
    found = verdict(GATE, digest="sha256:" + "0" * 64)
    assert (Decision.INCONCLUSIVE, {(0, "digest_mismatch")}) == (found.decision, codes(found))


@pytest.mark.parametrize(
    ("gate", "taken_at", "waivers"),
    [
        (replace(GATE, measured_at=NOW + HOUR), NOW, ()),
        (GATE, NOW + HOUR, ()),
        (GATE, NOW, (replace(WAIVER, created=NOW + HOUR),)),
    ],
)
def test_0_the_future_is_rejected(gate: GateResult, taken_at: datetime, waivers: tuple[Waiver, ...]) -> None:
    found = verdict(gate, inputs=(replace(INPUT, taken_at=taken_at),), waivers=waivers)
    assert Decision.INCONCLUSIVE is found.decision
    assert (0, "from_the_future") in codes(found)


def test_1_no_result_of_a_required_gate() -> None:
    assert {(1, "not_evaluated")} == codes(verdict())


def test_1_a_pass_without_checks() -> None:
    found = verdict(replace(GATE, evaluated=0))
    assert (Decision.INCONCLUSIVE, {(1, "nothing_evaluated")}) == (found.decision, codes(found))


SCOPE = PolicyScope(
    judged=(TypeScope(type="aws_s3_bucket", resources=4, policies=5),),
    unjudged=(TypeScope(type="aws_glue_job", resources=2), TypeScope(type="aws_vpc", resources=1)),
    owner="ann",
    until=NOW + HOUR,
)


def test_8_types_that_nobody_judges_are_one_condition_that_names_them() -> None:
    found = verdict(replace(GATE, outcome=Outcome.WARN, scope=SCOPE))
    assert (Decision.CONDITIONAL, {(8, "unjudged")}) == (found.decision, codes(found))
    said = "no policy judges 3 of 7 resources: aws_glue_job (2), aws_vpc (1)"
    assert [reason.message for reason in found.reasons] == [said]
    assert found.conditions == (Condition(owner="ann", due=NOW + HOUR, closes="unjudged", message=said),)


@pytest.mark.parametrize("until", [None, NOW])
def test_1_types_that_nobody_judges_prove_nothing_when_their_time_is_over(until: datetime | None) -> None:
    found = verdict(replace(GATE, outcome=Outcome.WARN, scope=replace(SCOPE, until=until)))
    assert (Decision.INCONCLUSIVE, {(1, "unjudged")}) == (found.decision, codes(found))
    assert found.reasons[0].message.endswith("; the time to answer for them is over")


def test_1_no_required_gate_at_all() -> None:
    found = verdict(GATE, requirement=Requirement.INFO)
    assert (Decision.INCONCLUSIVE, {(1, "nothing_required")}) == (found.decision, codes(found))


def test_1_no_inputs() -> None:
    assert (1, "no_inputs") in codes(verdict(GATE, inputs=()))


def test_1_a_gate_that_says_what_it_lacks_is_reason_enough() -> None:
    lacking = Gap(reason=GapReason.MISSING_INPUT, source="in/*.xml", detail="no file matches it")
    empty = replace(GATE, outcome=Outcome.INCONCLUSIVE, evaluated=0, inputs=(), gaps=(lacking,))
    found = verdict(empty, inputs=())
    assert (found.decision, codes(found)) == (Decision.INCONCLUSIVE, {(2, "missing_input")})
    # What a gate lacks that only opens a condition is no reason for a verdict that rests on nothing.
    should = verdict(empty, inputs=(), requirement=Requirement.SHOULD)
    assert (should.decision, (1, "no_inputs") in codes(should)) == (Decision.INCONCLUSIVE, True)


def test_2_a_gap_names_what_is_unknown_and_the_fix() -> None:
    found = verdict(replace(GATE, gaps=(GAP, replace(GAP, id="b"))))
    (reason,) = found.reasons
    assert Decision.INCONCLUSIVE is found.decision
    assert reason.message == "s3:ListBuckets 111122223333: AccessDenied; unknown: aws_s3_bucket (2 times)"
    assert (reason.rule, reason.code, reason.fix) == (2, "access_denied", "allow s3:ListAllMyBuckets")


def test_3_a_stale_snapshot() -> None:
    found = verdict(GATE, rules=Rules(max_age=timedelta(minutes=59)))
    assert (Decision.INCONCLUSIVE, {(3, "stale")}) == (found.decision, codes(found))
    assert Decision.GO is verdict(GATE, rules=Rules(max_age=HOUR)).decision


def test_3_evidence_bound_to_something_else() -> None:
    assert {(3, "unbound")} == codes(verdict(replace(GATE, inputs=("sha256:" + "2" * 64,))))
    assert {(3, "unbound")} == codes(verdict(replace(GATE, inputs=())))


def test_3_evidence_expires_to_the_second() -> None:
    assert {(3, "expired")} == codes(verdict(replace(GATE, expires_at=NOW)))
    assert Decision.GO is verdict(replace(GATE, expires_at=NOW + timedelta(seconds=1))).decision


@pytest.mark.parametrize("outcome", [Outcome.ERROR, Outcome.INCONCLUSIVE])
def test_4_an_unproven_check(outcome: Outcome) -> None:
    assert Decision.INCONCLUSIVE is verdict(replace(GATE, outcome=outcome)).decision
    finding = replace(FINDING, outcome=outcome)
    found = verdict(replace(GATE, findings=(finding,)))
    assert (Decision.INCONCLUSIVE, {(4, "drift.changed")}) == (found.decision, codes(found))


def test_5_a_failure_is_no_go_with_or_without_findings() -> None:
    assert Decision.NO_GO is verdict(replace(GATE, findings=(FINDING,))).decision
    assert Decision.NO_GO is verdict(replace(GATE, outcome=Outcome.FAIL)).decision


BROAD = ("*", "**", "*.*", "*_*", "*s*", "aws_*", "aws_*.*", "*[0]", "module.*", "*t.a*", "_*", "*aws_*", "*.*.*")


@pytest.mark.parametrize("narrow", ["aws_s3_*", "*.a", "*bucket*", "aws_s3_bucket.*", "aws_*.a"])
def test_6_a_pattern_that_names_something_is_no_waiver_of_everything(narrow: str) -> None:
    found = verdict(
        replace(GATE, outcome=Outcome.FAIL, findings=(FINDING,)), waivers=(replace(WAIVER, address=narrow),)
    )
    assert found.waivers[0].state in {WaiverState.VALID, WaiverState.UNMATCHED}


@pytest.mark.parametrize(
    ("waiver", "state"),
    [
        (replace(WAIVER, expires=NOW), WaiverState.EXPIRED),
        (replace(WAIVER, approver=" Ann "), WaiverState.SELF_APPROVED),
        (replace(WAIVER, expires=NOW + 91 * 24 * HOUR), WaiverState.TOO_LONG),
        # Dated ahead, its life would begin in the future and end years from now.
        (replace(WAIVER, created=NOW + 900 * 24 * HOUR, expires=NOW + 950 * 24 * HOUR), WaiverState.TOO_LONG),
        *((replace(WAIVER, address=broad), WaiverState.OVER_BROAD) for broad in BROAD),
        (replace(WAIVER, rule=""), WaiverState.OVER_BROAD),
        (replace(WAIVER, address="aws_s3_bucket.b"), WaiverState.UNMATCHED),
        (replace(WAIVER, address="aws_s3_bucket[a]"), WaiverState.UNMATCHED),
    ],
)
def test_6_what_is_no_waiver(waiver: Waiver, state: WaiverState) -> None:
    found = verdict(replace(GATE, findings=(FINDING,)), waivers=(waiver,))
    assert Decision.NO_GO is found.decision
    assert [state] == [entry.state for entry in found.waivers]
    assert (6, f"waiver_{state}") in codes(found)


def test_6_a_waiver_of_too_many_findings_is_over_broad() -> None:
    findings = tuple(replace(FINDING, fingerprint=str(number)) for number in range(26))
    found = verdict(replace(GATE, findings=findings), waivers=(replace(WAIVER, address="aws_*"),))
    assert (found.decision, found.waivers[0].state) == (Decision.NO_GO, WaiverState.OVER_BROAD)


def test_6_a_waiver_by_an_id_that_several_resources_have_is_over_broad() -> None:
    findings = tuple(replace(FINDING, target=replace(FINDING.target, id=name)) for name in ("b-1", "b-2"))
    waiver = replace(WAIVER, fingerprint=FINDING.fingerprint, rule="", address="")
    found = verdict(replace(GATE, findings=findings), waivers=(waiver,))
    assert (found.decision, found.waivers[0].state) == (Decision.NO_GO, WaiverState.OVER_BROAD)
    assert verdict(replace(GATE, findings=findings[:1]), waivers=(waiver,)).waivers[0].state is WaiverState.VALID


def test_6_a_waiver_of_another_environment_is_not_ours() -> None:
    assert verdict(GATE, waivers=(replace(WAIVER, environment="preprod"),)).waivers == ()


def test_7_fail_dominates_inconclusive() -> None:
    found = verdict(replace(GATE, findings=(FINDING,), gaps=(GAP,)))
    assert Decision.NO_GO is found.decision
    assert {2, 5} == {reason.rule for reason in found.reasons}


def test_8_a_waived_failure_is_a_condition_with_an_owner_and_an_end() -> None:
    found = verdict(replace(GATE, outcome=Outcome.FAIL, findings=(FINDING,)), waivers=(WAIVER,))
    (condition,) = found.conditions
    assert Decision.CONDITIONAL is found.decision
    assert ("ann", WAIVER.expires, "drift.changed") == (condition.owner, condition.due, condition.closes)
    ((finding,),) = [gate.findings for gate in found.gates]
    assert (finding.outcome, finding.acceptance.waived_by) == (Outcome.FAIL, "W-1")


@pytest.mark.parametrize(
    ("until", "decision"),
    [
        (HOUR, Decision.CONDITIONAL),
        (Rules().max_waiver_life, Decision.CONDITIONAL),
        (Rules().max_waiver_life + HOUR, Decision.NO_GO),  # it is dated ahead
        (timedelta(), Decision.NO_GO),
        (None, Decision.NO_GO),
    ],
)
def test_6_a_baseline_holds_from_now_to_its_end_and_no_longer_than_any(
    until: timedelta | None, decision: Decision
) -> None:
    known = Acceptance(existing=True, owner="ada@acme.example", until=None if until is None else NOW + until)
    finding = replace(FINDING, acceptance=known)
    assert verdict(replace(GATE, outcome=Outcome.FAIL, findings=(finding,))).decision is decision


def test_8_a_warning_is_a_condition() -> None:
    found = verdict(replace(GATE, outcome=Outcome.WARN, findings=(replace(FINDING, outcome=Outcome.WARN),)))
    assert (Decision.CONDITIONAL, {(8, "drift.changed")}) == (found.decision, codes(found))


def test_8_a_should_gate_opens_a_condition_and_does_not_block() -> None:
    policy = replace(GATE, gate="policy")
    for should in (
        replace(policy, findings=(FINDING,), outcome=Outcome.FAIL),
        replace(policy, outcome=Outcome.ERROR),
        replace(policy, gaps=(GAP,)),
    ):
        assessment = Assessment(
            environment="prod",
            required=(
                RequiredGate(gate="drift", requirement=Requirement.MUST),
                RequiredGate(gate="policy", requirement=Requirement.SHOULD),
            ),
            gates=(GATE, should),
            inputs=(INPUT,),
        )
        assert Decision.CONDITIONAL is decide(seal(assessment), Rules(), NOW).decision


def test_1_an_assessment_in_which_nothing_applies_proves_nothing() -> None:
    absent = replace(GATE, outcome=Outcome.NOT_APPLICABLE, evaluated=0, inputs=(), justification="no AWS here")
    assert codes(verdict(absent)) == {(1, "nothing_applies")}
    assert verdict(absent, replace(GATE, gate="tests")).decision is Decision.GO


def test_a_gate_that_is_required_twice_counts_as_the_stricter_of_both() -> None:
    failed = replace(GATE, outcome=Outcome.FAIL)
    for words in ([Requirement.MUST, Requirement.INFO], [Requirement.INFO, Requirement.SHOULD, Requirement.MUST]):
        required = tuple(RequiredGate(gate="drift", requirement=word) for word in words)
        assessment = Assessment(environment="prod", required=required, gates=(failed,), inputs=(INPUT,))
        assert decide(seal(assessment), Rules(), NOW).decision is Decision.NO_GO


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_4_a_metric_that_is_no_number_proves_nothing(value: float) -> None:
    found = verdict(replace(GATE, metrics=(Metric(name="latency.p95", value=value, unit="ms"),)))
    assert codes(found) == {(4, "not_a_number")}


def test_9_not_applicable_needs_a_justification() -> None:
    absent = replace(GATE, outcome=Outcome.NOT_APPLICABLE, evaluated=0, inputs=())
    tested = replace(GATE, gate="tests")
    assert {(9, "no_explicit_pass")} == codes(verdict(absent, tested))
    justified = replace(absent, justification="this environment has no database")
    assert Decision.GO is verdict(justified, tested).decision


def test_10_reasons_are_sorted_worst_first_and_complete() -> None:
    warn = replace(FINDING, outcome=Outcome.WARN, fingerprint="f2", rule="drift.tags")
    found = verdict(replace(GATE, findings=(warn, FINDING), gaps=(GAP,)))
    assert [reason.rule for reason in found.reasons] == [5, 2, 8]


def test_a_team_that_adopts_is_conditional_until_its_day_and_proves_nothing_from_then_on() -> None:
    rules = Rules(adoption=Adoption(until=NOW + HOUR, owner="ada", reason="moving"))
    unbound = replace(GAP, reason=GapReason.UNBOUND, detail="it does not say what it is about", types=())
    tested = replace(GATE, gate="tests", outcome=Outcome.WARN, gaps=(unbound,))
    found = verdict(GATE, tested, rules=rules)
    assert (found.decision, [reason.code for reason in found.reasons]) == (Decision.CONDITIONAL, ["unbound"])
    assert [(entry.owner, entry.due, entry.closes) for entry in found.conditions] == [("ada", NOW + HOUR, "unbound")]
    over = verdict(GATE, tested, rules=replace(rules, adoption=Adoption(until=NOW, owner="ada", reason="moving")))
    assert (over.decision, [reason.rule for reason in over.reasons]) == (Decision.INCONCLUSIVE, [3])
    assert over.reasons[0].message.endswith("; the time to adopt that is over")
    alone = verdict(GATE, replace(tested, outcome=Outcome.INCONCLUSIVE))
    assert (alone.decision, [reason.rule for reason in alone.reasons]) == (Decision.INCONCLUSIVE, [3])
    assert verdict(GATE, rules=rules).decision is Decision.GO  # no result file, nothing to bind
