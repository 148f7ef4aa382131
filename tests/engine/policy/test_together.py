"""Several evaluators about one thing: one judgement, no pass by what nobody could look at, and every voice told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.gates.policy.switching import with_aliases
from engine.model.outcome import FailOn, Outcome, Severity
from engine.model.policy import Evaluator, EvaluatorInfo, Policy, PolicyReport, PolicyResult, result_of
from engine.model.snapshot import Resource
from engine.policy.coverage import judge_policies
from engine.policy.scope import find_judging
from engine.ports import Evaluation
from tests.builders import snapshot

BUCKET = Resource(type="aws_s3_bucket", address="aws_s3_bucket.a", id="a", attributes={"id": "a"})
OURS = Policy(
    id="ours",
    title="Ours",
    severity=Severity.HIGH,
    evaluator=Evaluator.REGO,
    resource_types=("aws_s3_bucket",),
    aliases=("CKV_1",),
)
THEIRS = Policy(
    id="CKV_1", title="Theirs", severity=Severity.LOW, evaluator=Evaluator.CHECKOV, resource_types=("aws_s3_bucket",)
)
ARGUED = Policy(
    id="CKV_1",
    title="Theirs",
    severity=Severity.LOW,
    evaluator=Evaluator.CHECKOV,
    resource_types=("aws_s3_bucket",),
    differs={"ours": "for a reason"},
)
P, F, I, N = Outcome.PASS, Outcome.FAIL, Outcome.INCONCLUSIVE, Outcome.NOT_APPLICABLE  # noqa: E741 - as in a table


def said(policy: Policy, outcome: Outcome, comment: str = "") -> Evaluation:
    result = PolicyResult(policy=policy.id, address=BUCKET.address, id="a", outcome=outcome, comment=comment)
    info = EvaluatorInfo(evaluator=policy.evaluator, version="1", digest="sha256:x")
    return Evaluation(info=info, policies=(policy,), results=(result,))


def judged(*evaluations: Evaluation, skips: bool = False) -> PolicyReport:
    return judge_policies(snapshot(BUCKET), evaluations, digest="sha256:x", fail_on=FailOn.LOW, skips=skips)


# What ours says, what theirs says: the findings with who agrees and who does not, and the gaps.
TABLE: list[tuple[Outcome, Outcome, list[tuple[str, tuple[str, ...], tuple[str, ...]]], list[str]]] = [
    (P, P, [], []),
    (P, F, [("CKV_1", (), ("ours",))], []),
    (P, I, [], []),
    (P, N, [], []),
    (F, F, [("ours", ("CKV_1",), ())], []),
    (F, P, [("ours", (), ("CKV_1",))], []),
    (F, I, [("ours", (), ())], []),
    (I, P, [], ["ours"]),
    (I, F, [("CKV_1", (), ())], ["ours"]),
    (I, I, [], ["CKV_1", "ours"]),
    (N, I, [], ["CKV_1"]),
    (N, F, [("CKV_1", (), ())], []),
]


@pytest.mark.parametrize(("ours", "theirs", "findings", "gaps"), TABLE)
def test_one_thing_is_told_once_with_every_voice(
    ours: Outcome,
    theirs: Outcome,
    findings: list[tuple[str, tuple[str, ...], tuple[str, ...]]],
    gaps: list[str],
) -> None:
    report = judged(said(OURS, ours), said(THEIRS, theirs))
    assert [(one.rule, one.also, one.against) for one in report.findings] == findings
    assert sorted(gap.operation for gap in report.gaps) == gaps
    assert report.expected - report.done == len(gaps)


def test_the_order_of_evaluators_changes_nothing() -> None:
    for ours, theirs, _, _ in TABLE:
        one = judged(said(OURS, ours), said(THEIRS, theirs))
        other = judged(said(THEIRS, theirs), said(OURS, ours))
        assert (one.findings, one.gaps) == (other.findings, other.gaps)


def test_the_message_says_who_says_otherwise() -> None:
    (finding,) = judged(said(OURS, P), said(THEIRS, F)).findings
    assert finding.message == "aws_s3_bucket.a: Theirs (ours says otherwise)"


def test_a_difference_that_is_argued_is_no_finding() -> None:
    assert judged(said(OURS, P), said(ARGUED, F)).findings == ()
    assert [one.rule for one in judged(said(OURS, I), said(ARGUED, F)).findings] == ["CKV_1"]


def test_a_comment_counts_only_where_that_is_allowed_and_is_told_either_way() -> None:
    (plain,) = judged(said(THEIRS, F, "because")).findings
    assert (plain.outcome, plain.message.partition(" (")[2]) == (
        F,
        "a comment asks to skip it, and counts for nothing: because)",
    )
    (allowed,) = judged(said(THEIRS, F, "because"), skips=True).findings
    assert (allowed.outcome, allowed.message.partition(" (")[2]) == (
        Outcome.WARN,
        "a comment asks to skip it: because)",
    )


def test_blocks_that_are_no_resources_are_judged_beside_them() -> None:
    block = Resource(type="provider.aws", address="provider.aws.default", id="", attributes={}, location="main.tf:1")
    check = Policy(
        id="CKV_2", title="Two", severity=Severity.HIGH, evaluator=Evaluator.CHECKOV, resource_types=("provider.aws",)
    )
    info = EvaluatorInfo(evaluator=Evaluator.CHECKOV, version="1", digest="sha256:x")
    result = PolicyResult(policy="CKV_2", address="provider.aws.default", id="", outcome=F)
    (finding,) = judged(Evaluation(info=info, policies=(check,), results=(result,), blocks=(block,))).findings
    assert (finding.rule, finding.target.location) == ("CKV_2", "main.tf:1")
    report = judged(Evaluation(info=info, policies=(check,), results=(), blocks=(block,)))
    assert (report.expected, report.done) == (1, 0)


def test_who_answers_for_a_policy_answers_for_the_checks_that_ask_the_same() -> None:
    other = Policy(
        id="other",
        title="Other",
        severity=Severity.HIGH,
        evaluator=Evaluator.REGO,
        resource_types=("x_y",),
        aliases=("CKV_1",),
    )
    assert with_aliases(["ours"], [OURS, THEIRS]) == {"ours", "CKV_1"}
    assert with_aliases(["ours"], [OURS, other, THEIRS]) == {"ours"}
    assert with_aliases(["ours", "other"], [OURS, other, THEIRS]) == {"ours", "other", "CKV_1"}


@pytest.mark.parametrize(("outcome", "types"), [(P, ("aws_s3_bucket",)), (N, ("aws_s3_bucket",)), (I, ())])
def test_a_foreign_tool_that_says_nothing_judges_nothing(outcome: Outcome, types: tuple[str, ...]) -> None:
    (policy,) = find_judging(snapshot(BUCKET), [said(THEIRS, outcome)], [THEIRS])
    assert policy.resource_types == types


def test_two_accounts_may_have_a_resource_of_one_address_and_id() -> None:
    one, other = (replace(BUCKET, account=account) for account in ("111111111111", "222222222222"))
    info = EvaluatorInfo(evaluator=OURS.evaluator, version="1", digest="sha256:x")
    results = (result_of(OURS, one, Outcome.PASS), result_of(OURS, other, Outcome.FAIL))
    evaluation = Evaluation(info=info, policies=(OURS,), results=results)
    report = judge_policies(snapshot(one, other), [evaluation], digest="sha256:x", fail_on=FailOn.LOW)
    assert [(finding.target.account, finding.outcome) for finding in report.findings] == [
        ("222222222222", Outcome.FAIL)
    ]
    assert (report.expected, report.passed) == (2, 1)
