"""Scans beside our policies: they make a verdict worse or leave it, and what they do not say is said by nobody."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.gates.policy.switching import with_aliases, without
from engine.model.measurement import Measure, Measurement, Provenance, Scan, ScanResult, ScanRule
from engine.model.outcome import FailOn, Finding, Outcome, Severity
from engine.model.policy import Evaluator, EvaluatorInfo, Policy, PolicyReport, result_of
from engine.model.snapshot import Mode, Resource
from engine.policy.coverage import judge_policies
from engine.policy.scanned import Scanned, find_scanned
from engine.policy.scope import find_judging, find_scope
from engine.ports import Evaluation
from tests.builders import PROVIDER, snapshot


def bucket(address: str, id_: str = "", location: str = "", origin: str = "") -> Resource:
    return Resource(
        type="aws_s3_bucket", address=address, id=id_ or address, attributes={}, location=location, origin=origin
    )


A, B = bucket("aws_s3_bucket.a", location="infra/main.tf:3"), bucket("aws_s3_bucket.b", location="infra/main.tf:9")
MANY = [bucket(f'aws_s3_bucket.many["{key}"]', location="infra/more.tf:1") for key in ("x", "y")]
ANY = bucket("aws_s3_bucket.any[*]", location="infra/more.tf:7")
INSIDE = [bucket(f'module.m["{key}"].aws_s3_bucket.this', location="infra/inner/main.tf:1") for key in ("x", "y")]
TWIN = bucket("aws_s3_bucket.c", location="other/main.tf:5")
DEEP = bucket("aws_s3_bucket.f", location="deep/infra/main.tf:3")
OTHER = bucket("aws_s3_bucket.d", location="infra/main.tf:5")
DATA = replace(bucket("data.aws_s3_bucket.e"), mode=Mode.DATA)
ESTATE = snapshot(A, B, *MANY, ANY, *INSIDE, TWIN, OTHER, DEEP, DATA)
OURS = Policy(
    id="s3-open",
    title="Open",
    severity=Severity.LOW,
    evaluator=Evaluator.REGO,
    resource_types=("aws_s3_bucket",),
    aliases=("AVD-AWS-0001",),
    controls=("AC-3",),
)
INFO = EvaluatorInfo(evaluator=Evaluator.REGO, version="1", digest="sha256:ours")


def ours(outcome: Outcome) -> Evaluation:
    judged = (item for item in ESTATE.resources if item.is_answered_for)
    return Evaluation(info=INFO, policies=(OURS,), results=tuple(result_of(OURS, one, outcome) for one in judged))


def measurement(*results: ScanResult, rules: tuple[ScanRule, ...] = (), digest: str = "sha256:a") -> Measurement:
    named = {one.rule for one in results} - {rule.id for rule in rules}
    every = (*rules, *(ScanRule(id=id_, title=f"Rule {id_}") for id_ in sorted(named)))
    return Measurement(
        kind="trivy",
        measures=(Measure.SCAN,),
        source="scan.json",
        digest=digest,
        dialect="trivy/2",
        metrics=(),
        checks=(),
        scans=(Scan(tool="Trivy", version="1", rules=every, results=results, ended=True, looked_at=1),),
    )


def wrong(rule: str, address: str = "", **more: object) -> ScanResult:
    return ScanResult(rule=rule, message=f"{rule} is wrong", address=address, **more)  # type: ignore[arg-type]


def scanned(*measurements: Measurement, others: tuple[Policy, ...] = (OURS,)) -> Scanned:
    return find_scanned(measurements, ESTATE, others)


def judged(said: Scanned, outcome: Outcome = Outcome.PASS, *, skips: bool = False) -> PolicyReport:
    evaluations = [ours(outcome), *said.evaluations]
    return judge_policies(ESTATE, evaluations, digest="sha256:x", fail_on=FailOn.MEDIUM, skips=skips, asks=said.asks)


def told(report: PolicyReport) -> list[tuple[str, str, Outcome]]:
    return [(one.rule, one.target.address or one.target.id, one.outcome) for one in report.findings]


# What a scan names, and what it means.
MEANT = {
    "an address": (wrong("X", "aws_s3_bucket.a"), [A]),
    "an instance": (wrong("X", 'aws_s3_bucket.many["x"]'), [MANY[0]]),
    "a block": (wrong("X", "aws_s3_bucket.many"), MANY),
    "an instance of what may be any": (wrong("X", 'aws_s3_bucket.any["z"]'), [ANY]),
    "an instance that is not there": (wrong("X", 'aws_s3_bucket.many["z"]'), []),
    "a line": (wrong("X", file="main.tf", line=9), [B]),
    "a line from the root": (wrong("X", file="/work/infra/main.tf", line=9), [B]),
    "a line inside of a block": (wrong("X", file="main.tf", line=10), []),
    "a line that two files have": (wrong("X", file="main.tf", line=5), []),
    "one of them": (wrong("X", file="other/main.tf", line=5), [TWIN]),
    "the same path before one that ends in it": (wrong("X", file="deep/infra/main.tf", line=3), [DEEP]),
    "a path that ends in it before one in which it ends": (wrong("X", file="infra/main.tf", line=3), [A]),
    "the end of a name": (wrong("X", file="n.tf", line=9), []),
    "a module's instance and a line": (wrong("X", 'module.m["y"]', file="inner/main.tf", line=1), [INSIDE[1]]),
    "a line in a module": (wrong("X", file="inner/main.tf", line=1), INSIDE),
    "a source of data": (wrong("X", "data.aws_s3_bucket.e"), []),
    "nothing": (wrong("X"), []),
}


@pytest.mark.parametrize("name", sorted(MEANT))
def test_what_a_scan_means(name: str) -> None:
    result, wanted = MEANT[name]
    report = judged(scanned(measurement(result)))
    targets = [one.target for one in report.findings]
    if wanted:
        assert {target.address for target in targets} == {item.address for item in wanted}
    else:  # it is told of the line, and lost never
        (target,) = targets
        where = f"{result.file}:{result.line}" if result.line else result.address or "the scan"
        assert (target.address, target.id, target.location) == ("", where, where if result.line else "")


# What ours says of a bucket, what the scan says: the findings with their other voices.
TOGETHER: list[tuple[Outcome, bool, list[tuple[str, tuple[str, ...], tuple[str, ...]]]]] = [
    (Outcome.PASS, True, [("AWS-0001", (), ("s3-open",))]),
    (Outcome.FAIL, True, [("s3-open", ("AWS-0001",), ())]),
    (Outcome.FAIL, False, [("s3-open", (), ())]),
    (Outcome.INCONCLUSIVE, True, [("AWS-0001", (), ())]),
    (Outcome.PASS, False, []),
]


@pytest.mark.parametrize(("outcome", "is_wrong", "wanted"), TOGETHER)
def test_a_rule_and_a_policy_that_ask_the_same_are_one(
    outcome: Outcome, is_wrong: bool, wanted: list[tuple[str, tuple[str, ...], tuple[str, ...]]]
) -> None:
    results = [wrong("AWS-0001", A.address)] if is_wrong else []
    report = judged(scanned(measurement(*results)), outcome)
    found = [(one.rule, one.also, one.against) for one in report.findings if one.target.address == A.address]
    assert found == wanted
    assert all(one.controls == ("AC-3",) for one in report.findings)


def test_a_rule_that_another_one_is_called_has_its_tool_before_it() -> None:
    said = scanned(measurement(wrong("s3-open", A.address)))
    assert said.asks == {"Trivy:s3-open": frozenset({"s3-open"})}
    assert told(judged(said, Outcome.PASS)) == [("Trivy:s3-open", A.address, Outcome.WARN)]


@pytest.mark.parametrize("alias", ["AVD-AWS-0001", "AWS-0001", "s3-open"])
def test_a_rule_is_known_by_all_that_it_is_called(alias: str) -> None:
    rule = ScanRule(id="odd", title="Odd", aliases=(alias,))
    assert scanned(measurement(wrong("odd", A.address), rules=(rule,))).asks == {"odd": frozenset({"s3-open"})}


# What the result, the rule, our policy and the loudness say: the severity.
RATED = [
    (Severity.CRITICAL, Severity.MEDIUM, True, Severity.LOW, Severity.CRITICAL),
    (None, Severity.MEDIUM, True, Severity.HIGH, Severity.MEDIUM),
    (None, None, True, Severity.HIGH, Severity.LOW),
    (None, None, False, Severity.MEDIUM, Severity.MEDIUM),
    (None, None, False, None, Severity.HIGH),
]


@pytest.mark.parametrize(("result", "rule", "is_ours", "level", "wanted"), RATED)
def test_how_much_a_rule_matters(
    result: Severity | None, rule: Severity | None, is_ours: bool, level: Severity | None, wanted: Severity
) -> None:
    id_ = "AWS-0001" if is_ours else "X"
    named = ScanRule(id=id_, title="Rule", severity=rule)
    said = scanned(measurement(wrong(id_, A.address, severity=result, level=level), rules=(named,)))
    (policy,) = said.evaluations[0].policies
    assert policy.severity is wanted


def test_what_is_suppressed_counts_unless_that_is_allowed_and_hides_nothing_else() -> None:
    quiet = wrong("X", A.address, severity=Severity.HIGH, comment="ticket 12")
    said = scanned(measurement(quiet))
    (finding,) = judged(said).findings
    assert finding.outcome is Outcome.FAIL
    assert finding.message.endswith("(Trivy) (a comment asks to skip it, and counts for nothing: ticket 12)")
    (finding,) = judged(said, skips=True).findings
    assert finding.outcome is Outcome.WARN
    loud = wrong("X", A.address, severity=Severity.HIGH, file="main.tf", line=4)
    assert [one.outcome for one in judged(scanned(measurement(quiet, loud)), skips=True).findings] == [Outcome.FAIL]


def test_where_somebody_has_to_look_nothing_is_proven() -> None:
    report = judged(scanned(measurement(wrong("X", A.address, open=True))))
    assert report.findings == ()
    (gap,) = report.gaps
    assert (gap.operation, gap.address, gap.detail) == ("X", A.address, "somebody has to look: X is wrong")


def test_who_switches_a_policy_off_or_to_warn_says_so_of_the_rule_as_well() -> None:
    said = scanned(measurement(wrong("AWS-0001", A.address, severity=Severity.HIGH), wrong("X", A.address)))
    off = with_aliases(["s3-open"], [OURS], said.asks)
    assert off == {"s3-open", "AVD-AWS-0001", "AWS-0001"}
    left = [without(one, off) for one in said.evaluations]
    assert {result.policy for one in left for result in one.results} == {"X"}


def test_two_scans_of_a_tool_are_one_evaluation_and_the_same_file_counts_once() -> None:
    first = measurement(wrong("X", A.address))
    other = measurement(wrong("X", B.address), wrong("Y", A.address), digest="sha256:b")
    (evaluation,) = scanned(first, other, first).evaluations
    assert [policy.id for policy in evaluation.policies] == ["X", "Y"]
    assert [(one.policy, one.address) for one in evaluation.results] == [
        ("X", A.address),
        ("X", B.address),
        ("Y", A.address),
    ]


def test_findings_of_one_line_stay_apart_and_those_of_a_moved_line_stay_the_same() -> None:
    def marks(*results: ScanResult) -> list[str]:
        return sorted(one.fingerprint for one in judged(scanned(measurement(*results))).findings)

    one, two = (wrong("X", file="a.txt", line=line) for line in (3, 8))
    assert len(set(marks(one, two))) == 2
    assert marks(one, two) == marks(*(replace(entry, line=entry.line + 5) for entry in (one, two)))
    assert marks(one) != marks(replace(one, message="something else is wrong"))
    assert marks(one) != marks(replace(one, file="b.txt"))


def test_no_resource_counts_as_judged_by_a_scan() -> None:
    said = scanned(measurement(wrong("X", A.address)), others=())
    report = judge_policies(ESTATE, said.evaluations, digest="sha256:x", fail_on=FailOn.HIGH, asks=said.asks)
    judging = find_judging(ESTATE, said.evaluations, report.policies)
    scope = find_scope(ESTATE, judging, PROVIDER, outside=lambda _: "")
    assert scope.judged == ()
    assert [row.type for row in scope.unjudged] == ["aws_s3_bucket"]


UNPROVEN = [
    ({"ended": None}, Provenance(), ["nothing says that the run of Trivy came to a good end"]),
    ({"ended": None}, Provenance(exit_code=0), []),
    (
        {"looked_at": None, "results": ()},
        Provenance(),
        ["Trivy found nothing, and does not say that it looked at anything"],
    ),
    (
        {"looked_at": 0, "results": ()},
        Provenance(),
        ["Trivy found nothing, and does not say that it looked at anything"],
    ),
    ({"looked_at": 3, "results": ()}, Provenance(), []),
    ({"looked_at": None}, Provenance(), []),
]


@pytest.mark.parametrize(("changes", "provenance", "wanted"), UNPROVEN)
def test_what_a_scan_does_not_prove(changes: dict[str, object], provenance: Provenance, wanted: list[str]) -> None:
    whole = measurement(wrong("X", A.address))
    (scan,) = whole.scans
    given_ = replace(whole, scans=(replace(scan, **changes),), provenance=provenance)  # type: ignore[arg-type]
    assert [gap.detail for gap in scanned(given_).gaps] == wanted


_RESULTS = st.builds(
    wrong,
    st.sampled_from(["X", "AWS-0001", "s3-open"]),
    st.sampled_from(["", *(item.address for item in ESTATE.resources), "aws_s3_bucket.gone"]),
    severity=st.sampled_from([None, *Severity]),
    open=st.booleans(),
    comment=st.sampled_from(["", "ticket"]),
    file=st.sampled_from(["", "main.tf", "odd.txt"]),
    line=st.integers(0, 9),
)


@given(
    st.lists(_RESULTS, max_size=6), st.sampled_from([Outcome.PASS, Outcome.FAIL, Outcome.INCONCLUSIVE]), st.booleans()
)
def test_a_scan_never_makes_anything_better(results: list[ScanResult], outcome: Outcome, skips: bool) -> None:
    alone = judged(Scanned(), outcome, skips=skips)
    beside = judged(scanned(measurement(*results)), outcome, skips=skips)
    assert {_key(one) for one in alone.findings} <= {_key(one) for one in beside.findings}
    assert set(alone.gaps) <= set(beside.gaps)
    assert beside.passed == alone.passed
    # Nothing is lost: each result is a finding or a gap, by its own id or by the policy that asks the same; where
    # somebody would have to look, that policy has.
    told_of = {one.rule for one in beside.findings} | {name for one in beside.findings for name in one.also}
    told_of |= {gap.operation for gap in beside.gaps}
    names = {"s3-open": "Trivy:s3-open"}
    assert {names.get(one.rule, one.rule) for one in results if one.rule == "X" or not one.open} <= told_of


def _key(finding: Finding) -> tuple[str, str, Outcome]:
    return finding.rule, finding.fingerprint, finding.outcome


@pytest.mark.parametrize("comment", ["", "excepted"])
def test_a_scan_that_calls_itself_like_a_policy_of_ours_takes_nothing_of_it_away(comment: str) -> None:
    rule = ScanRule(id="odd", title="Odd", aliases=("s3-open",))
    said = scanned(measurement(wrong("odd", A.address, severity=Severity.LOW, comment=comment), rules=(rule,)))
    alone = {_key(one) for one in judged(Scanned(), Outcome.FAIL).findings}
    assert alone <= {_key(one) for one in judged(said, Outcome.FAIL).findings}
    assert with_aliases(["odd"], [policy for one in said.evaluations for policy in one.policies], said.asks) == {"odd"}
