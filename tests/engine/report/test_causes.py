"""The true causes first, what follows from them in a line, and nothing so long that nobody reads it."""

from __future__ import annotations

from dataclasses import replace

from engine.model.outcome import Gap, GapCause, GapReason, Outcome, Stage
from engine.report.formats import html, json_v1, junit, markdown, text
from engine.report.view.gap_groups import group_gaps, list_consequences
from tests.runs import GAP, GATE, run_of

DENIED = replace(GAP, operation="sts:GetCallerIdentity", types=tuple(f"aws_type_{number}" for number in range(200)))


def unlisted(number: int, *, fix: str = "") -> Gap:
    """Return the gap of resources that cannot be called missing."""
    return Gap(
        reason=GapReason.LIMIT_REACHED,
        source="observed",
        detail=f"the list of this type is not complete ({number} intended resources not verified)",
        operation="conclude missing",
        types=(f"aws_type_{number}",),
        fix=fix,
        stage=Stage.CONCLUDE,
        cause=GapCause.ITSELF if fix else GapCause.UNREAD,
        count=number,
    )


def broken(name: str) -> Gap:
    """Return the gap of a file that is not complete."""
    source = f"tfstate:{name}"
    return Gap(reason=GapReason.UNPARSABLE, source=source, detail="no list of resources", operation="read state")


def test_what_follows_from_a_cause_is_one_line_after_it() -> None:
    found = [unlisted(3), unlisted(2), DENIED]
    assert [cause.gap.operation for cause in group_gaps(found)] == ["sts:GetCallerIdentity"]
    assert list_consequences(found) == ["and 5 resources of 2 types could not be verified because of this"]
    run = run_of(replace(GATE, outcome=Outcome.INCONCLUSIVE, gaps=tuple(found)))
    for render in (text.render, markdown.render, html.render, junit.render):
        assert "and 5 resources of 2 types could not be verified because of this" in render(run)
    assert len(json_v1.write_document(run)["gaps"]) == 3


def test_without_another_cause_nothing_is_folded() -> None:
    found = [unlisted(3), unlisted(2)]
    assert (len(group_gaps(found)), list_consequences(found)) == (2, [])


def test_what_no_source_explains_is_a_cause_itself() -> None:
    judged = Gap(reason=GapReason.MISSING_INPUT, source="results", detail="no load test", stage=Stage.JUDGE)
    other = replace(GAP, types=("aws_s3_bucket_policy",))
    for unrelated in (judged, other):
        assert (len(group_gaps([unlisted(3), unrelated])), list_consequences([unlisted(3), unrelated])) == (2, [])
    assert list_consequences([unlisted(3), broken("a.tfstate")]) != []


def test_what_has_advice_of_its_own_is_a_cause() -> None:
    found = [unlisted(3, fix="add the region"), DENIED]
    assert [cause.gap.reason for cause in group_gaps(found)] == [GapReason.ACCESS_DENIED, GapReason.LIMIT_REACHED]
    assert list_consequences(found) == []


def test_what_a_policy_lacks_follows_only_from_a_type_that_was_not_read() -> None:
    lacks = replace(broken("x"), source="policy", operation="kms-rotation", stage=Stage.EVALUATE)
    known, unknown = replace(lacks, types=("aws_kms_key",)), replace(lacks, types=("aws_type_7",))
    assert [cause.gap for cause in group_gaps([DENIED, known, unknown])] == [DENIED_SORTED, known]
    assert list_consequences([DENIED, known, unknown]) == [
        "and 1 check of a policy could not be made because of these",
    ]


def test_two_broken_files_stay_two_and_are_named() -> None:
    found = group_gaps([broken("a.tfstate"), broken("b.tfstate")])
    assert [cause.where for cause in found] == ["read state tfstate:a.tfstate", "read state tfstate:b.tfstate"]


def test_no_line_is_longer_than_a_person_reads() -> None:
    run = run_of(replace(GATE, outcome=Outcome.INCONCLUSIVE, gaps=(replace(DENIED, detail="x" * 5000),)))
    assert max(map(len, text.render(run).splitlines())) < 500
    assert "aws_type_0, aws_type_1, aws_type_10, aws_type_100 and 196 more types" in text.render(run)


DENIED_SORTED = replace(DENIED, types=tuple(sorted(DENIED.types)))
