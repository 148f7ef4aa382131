"""The laws of the decision, on thousands of generated assessments."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.gates.table import BY_NAME
from engine.jsontext.codec import decode, encode
from engine.model.gate import GateResult, Requirement
from engine.model.outcome import Finding, FindingStatus, Gap, GapReason, Outcome, Severity, Target
from engine.model.policy import PolicyScope, TypeScope
from engine.model.subject import Base
from engine.model.verdict import Assessment, Decision, Input, RequiredGate, Rules, Verdict
from engine.model.waiver import Waiver
from engine.verdict.decide import decide
from engine.verdict.seal import seal
from tests.profiles import examples

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
RANK = {Decision.GO: 0, Decision.CONDITIONAL: 1, Decision.INCONCLUSIVE: 2, Decision.NO_GO: 2}
DIGESTS = [f"sha256:{number:064d}" for number in range(4)]
BASE = Base(name="main", commit="c0ffee" * 6 + "c0ff")
RULES = Rules(max_age=timedelta(hours=26))
MANY = settings(max_examples=examples(300))

times = st.integers(0, 60).map(lambda hours: NOW - timedelta(hours=hours))
findings = st.builds(
    Finding,
    fingerprint=st.sampled_from(["f0", "f1", "f2", "f3", "f4"]),
    gate=st.just("drift"),
    rule=st.sampled_from(["r0", "r1"]),
    outcome=st.sampled_from([Outcome.FAIL, Outcome.WARN, Outcome.ERROR, Outcome.INCONCLUSIVE]),
    severity=st.sampled_from(Severity),
    status=st.just(FindingStatus.CHANGED),
    message=st.just("differs"),
    target=st.builds(Target, address=st.sampled_from(["a.one", "a.two", "b.one"])),
)
gaps = st.builds(
    Gap,
    reason=st.sampled_from(GapReason),
    source=st.just("aws"),
    detail=st.sampled_from(["denied", "cut"]),
    types=st.just(("aws_s3_bucket",)),
)
types = st.lists(st.builds(TypeScope, type=st.just("aws_vpc"), resources=st.integers(0, 3)), max_size=2).map(tuple)
ends = st.one_of(st.none(), st.integers(-5, 50).map(lambda hours: NOW + timedelta(hours=hours)))
scopes = st.builds(PolicyScope, judged=types, unjudged=types, owner=st.sampled_from(["", "ann"]), until=ends)
gate_results = st.builds(
    GateResult,
    gate=st.sampled_from(list(BY_NAME)),
    requirement=st.sampled_from(Requirement),
    outcome=st.sampled_from([*Outcome, Outcome.PASS, Outcome.PASS, Outcome.PASS]),
    evaluated=st.integers(0, 3),
    summary=st.just("summary"),
    findings=st.lists(findings, max_size=2).map(tuple),
    gaps=st.one_of(st.just(()), st.just(()), st.lists(gaps, max_size=2).map(tuple)),
    inputs=st.lists(st.sampled_from(DIGESTS), min_size=1, max_size=2).map(tuple),
    justification=st.sampled_from(["", "no database here"]),
    measured_at=st.one_of(st.none(), times),
    expires_at=ends,
    scope=st.one_of(st.none(), st.none(), scopes),
)
inputs = st.builds(
    Input,
    name=st.just("input"),
    kind=st.sampled_from(["snapshot", "result"]),
    digest=st.sampled_from(DIGESTS),
    taken_at=st.one_of(st.none(), times),
)
waivers = st.builds(
    Waiver,
    id=st.sampled_from(["w0", "w1", "w2"]),
    owner=st.sampled_from(["ann", "bob"]),
    approver=st.sampled_from(["bob", "cid"]),
    reason=st.just("accepted"),
    ticket=st.just("OPS-1"),
    environment=st.sampled_from(["prod", "preprod"]),
    created=times,
    expires=st.integers(-10, 3000).map(lambda hours: NOW + timedelta(hours=hours)),
    fingerprint=st.sampled_from(["", "f0", "f1", "f2"]),
    rule=st.sampled_from(["", "r0", "r1"]),
    address=st.sampled_from(["", "*", "a.*", "a.one"]),
)
assessments = st.builds(
    Assessment,
    environment=st.just("prod"),
    required=st.lists(
        st.builds(RequiredGate, gate=st.sampled_from(list(BY_NAME)), requirement=st.sampled_from(Requirement)),
        max_size=3,
        unique_by=lambda entry: entry.gate,
    ).map(tuple),
    gates=st.lists(gate_results, max_size=4, unique_by=lambda gate: gate.gate).map(tuple),
    inputs=st.lists(inputs, max_size=4).map(tuple),
    waivers=st.lists(waivers, max_size=3).map(tuple),
)


@st.composite
def passing(draw: st.DrawFn) -> Assessment:
    """Assessments in which every required gate passed on fresh inputs: the only ones that may be GO."""
    names = draw(st.lists(st.sampled_from(list(BY_NAME)), min_size=1, max_size=4, unique=True))
    return Assessment(
        environment="prod",
        required=tuple(RequiredGate(gate=name, requirement=Requirement.MUST) for name in names),
        gates=tuple(
            GateResult(
                gate=name,
                requirement=Requirement.MUST,
                outcome=Outcome.PASS,
                evaluated=draw(st.integers(1, 5)),
                summary="passed",
                inputs=(draw(st.sampled_from(DIGESTS)),),
            )
            for name in names
        ),
        inputs=tuple(
            Input(name="input", kind="snapshot", digest=digest, taken_at=NOW - timedelta(hours=1)) for digest in DIGESTS
        ),
    )


anything = st.one_of(assessments, passing())


def judged(assessment: Assessment, now: datetime = NOW) -> Verdict:
    """Seal and decide."""
    return decide(seal(assessment), RULES, now)


def rank(assessment: Assessment, now: datetime = NOW) -> int:
    """Return how far from GO the decision is; NO-GO and INCONCLUSIVE both block."""
    return RANK[judged(assessment, now).decision]


@MANY
@given(passing())
def test_everything_proven_is_go(assessment: Assessment) -> None:
    assert Decision.GO is judged(assessment).decision


@MANY
@given(anything, findings, st.integers(0, 3))
def test_adding_a_failure_never_improves(assessment: Assessment, finding: Finding, index: int) -> None:
    if not assessment.gates:
        return
    index %= len(assessment.gates)
    failed = replace(finding, outcome=Outcome.FAIL)
    gates = list(assessment.gates)
    gates[index] = replace(gates[index], findings=(*gates[index].findings, failed))
    assert rank(replace(assessment, gates=tuple(gates))) >= rank(assessment)


@MANY
@given(anything, findings)
def test_an_unwaived_failure_of_a_must_is_no_go(assessment: Assessment, finding: Finding) -> None:
    failed = replace(finding, outcome=Outcome.FAIL, fingerprint="never waived", rule="never waived")
    gate = GateResult(
        gate="tests",
        requirement=Requirement.MUST,
        outcome=Outcome.FAIL,
        evaluated=1,
        summary="one failed",
        findings=(failed,),
    )
    others = tuple(entry for entry in assessment.required if entry.gate != "tests")
    required = (*others, RequiredGate(gate="tests", requirement=Requirement.MUST))
    verdict = judged(replace(assessment, required=required, gates=(*assessment.gates, gate)))
    assert Decision.NO_GO is verdict.decision


@MANY
@given(anything, gaps, st.integers(0, 3))
def test_adding_a_gap_never_gives_go(assessment: Assessment, gap: Gap, index: int) -> None:
    counting = [
        position
        for position, gate in enumerate(assessment.gates)
        if all(entry.requirement is not Requirement.INFO for entry in assessment.required if entry.gate is gate.gate)
    ]
    if not counting:
        return
    position = counting[index % len(counting)]
    gates = list(assessment.gates)
    gates[position] = replace(gates[position], gaps=(*gates[position].gaps, gap))
    after = judged(replace(assessment, gates=tuple(gates)))
    assert Decision.GO is not after.decision
    assert RANK[after.decision] >= rank(assessment)


@MANY
@given(anything, st.data())
def test_removing_evidence_never_gives_go(assessment: Assessment, data: st.DataObject) -> None:
    """Whoever removes a gate's result or an input that a gate cites cannot end at GO."""
    cited = {digest for gate in assessment.gates for digest in gate.inputs}
    counting = [
        gate
        for gate in assessment.gates
        if any(entry.gate is gate.gate and entry.requirement is not Requirement.INFO for entry in assessment.required)
    ]
    if not counting:
        return
    if data.draw(st.booleans()):
        gone = data.draw(st.sampled_from(counting))
        less = replace(assessment, gates=tuple(gate for gate in assessment.gates if gate is not gone))
    else:
        digest = data.draw(st.sampled_from(sorted(cited & {digest for gate in counting for digest in gate.inputs})))
        less = replace(assessment, inputs=tuple(entry for entry in assessment.inputs if entry.digest != digest))
    assert Decision.GO is not judged(less).decision


@MANY
@given(passing(), scopes, st.integers(0, 20))
def test_what_nobody_judges_is_never_go(assessment: Assessment, scope: PolicyScope, index: int) -> None:
    gates = list(assessment.gates)
    chosen = index % len(gates)
    gates[chosen] = replace(gates[chosen], scope=scope)
    found = judged(replace(assessment, gates=tuple(gates)))
    assert (found.decision is Decision.GO) is not bool(scope.unjudged)
    assert (found.decision is Decision.INCONCLUSIVE) is (
        bool(scope.unjudged) and (scope.until is None or scope.until <= NOW)
    )
    assert [entry.closes for entry in found.conditions] == ["unjudged"] * bool(scope.unjudged)


@MANY
@given(anything, st.integers(0, 4000))
def test_time_passing_never_improves(assessment: Assessment, hours: int) -> None:
    assert rank(assessment, NOW + timedelta(hours=hours)) >= rank(assessment)


@MANY
@given(anything, st.randoms(use_true_random=False))
def test_order_and_repetition_change_nothing(assessment: Assessment, random: object) -> None:
    shuffle = random.shuffle  # type: ignore[attr-defined]

    def mixed(values: tuple[object, ...]) -> tuple[object, ...]:
        again = [*values, *values[:1]]
        shuffle(again)
        return tuple(again)

    other = replace(
        assessment,
        required=mixed(assessment.required),  # type: ignore[arg-type]
        gates=mixed(assessment.gates),  # type: ignore[arg-type]
        inputs=mixed(assessment.inputs),  # type: ignore[arg-type]
        waivers=mixed(assessment.waivers),  # type: ignore[arg-type]
    )
    assert encode(judged(assessment)) == encode(judged(other))


@MANY
@given(anything, waivers)
def test_a_waiver_touches_only_its_scope(assessment: Assessment, waiver: Waiver) -> None:
    waiver = replace(waiver, id="added", environment="prod")
    before = judged(assessment)
    after = judged(replace(assessment, waivers=(*assessment.waivers, waiver)))
    (applied,) = [entry for entry in after.waivers if entry.waiver.id == "added"]
    was, found = ([finding for gate in one.gates for finding in gate.findings] for one in (before, after))
    for earlier, finding in zip(was, found, strict=True):  # two may have one fingerprint, and differ in their outcome
        if finding.fingerprint not in applied.findings:
            assert earlier.acceptance.waived_by == finding.acceptance.waived_by
    raw = [[finding.outcome for finding in gate.findings] for gate in before.gates]
    assert raw == [[finding.outcome for finding in gate.findings] for gate in after.gates]


@MANY
@given(anything, waivers)
def test_a_waiver_never_gives_go(assessment: Assessment, waiver: Waiver) -> None:
    after = judged(replace(assessment, waivers=(*assessment.waivers, waiver)))
    assert Decision.GO is not after.decision or Decision.GO is judged(assessment).decision


@MANY
@given(anything)
def test_go_has_no_reason_and_everything_else_has_one(assessment: Assessment) -> None:
    verdict = judged(assessment)
    assert (verdict.decision is Decision.GO) == (not verdict.reasons)


@MANY
@given(anything)
def test_replay_gives_the_same_bytes(assessment: Assessment) -> None:
    sealed = seal(assessment)
    verdict = decide(sealed, RULES, NOW)
    again = decode(encode(sealed), Assessment, name="assessment")
    assert encode(verdict) == encode(decide(again, decode(encode(RULES), Rules, name="rules"), NOW))
    assert verdict == decode(encode(verdict), Verdict, name="verdict")


def _inherited(assessment: Assessment, base: Base | None, *outcomes: Outcome) -> Assessment:
    """Return an assessment with a base that has every finding of some outcomes too."""
    gates = tuple(
        replace(
            gate,
            findings=tuple(
                replace(found, acceptance=replace(found.acceptance, inherited=found.outcome in outcomes))
                for found in gate.findings
            ),
        )
        for gate in assessment.gates
    )
    return replace(assessment, gates=gates, base=base)


@MANY
@given(anything)
def test_what_a_change_inherits_never_fails_and_never_gives_go(assessment: Assessment) -> None:
    held = _inherited(assessment, BASE, Outcome.FAIL, Outcome.WARN)
    verdict = judged(held)
    counting = {entry.gate for entry in held.required if entry.requirement is not Requirement.INFO}
    asked = {entry.gate for entry in held.required}
    found = [
        finding.acceptance.inherited
        for gate in verdict.gates
        if gate.gate in counting or gate.gate not in asked
        for finding in gate.findings
    ]
    assert not (any(found) and verdict.decision is Decision.GO)
    assert not any(reason.rule == 5 and reason.fingerprint for reason in verdict.reasons)
    assert any(found) == any(reason.code == "inherited" for reason in verdict.reasons)


@MANY
@given(anything)
def test_nothing_is_inherited_without_a_base(assessment: Assessment) -> None:
    marked, plain = _inherited(assessment, None, *Outcome), _inherited(assessment, None)
    assert replace(judged(marked), assessment="") == replace(judged(plain), assessment="")


@MANY
@given(anything)
def test_what_is_not_proven_is_never_inherited(assessment: Assessment) -> None:
    marked, plain = _inherited(assessment, BASE, Outcome.ERROR, Outcome.INCONCLUSIVE), _inherited(assessment, BASE)
    assert replace(judged(marked), assessment="") == replace(judged(plain), assessment="")
