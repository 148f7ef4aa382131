"""Assessing: every gate that is asked for judges what was taken, and what they found is sealed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from engine.acceptance.baseline import apply_baseline
from engine.acceptance.waivers import covers
from engine.gates.gate import Case, Judged
from engine.gates.table import BY_NAME
from engine.jsontext.codec import to_builtins, written
from engine.jsontext.digest import canonical_json
from engine.jsontext.document import Document
from engine.model.gate import GateResult
from engine.model.verdict import Assessment, Coverage, Input, RequiredGate
from engine.model.waiver import Waiver
from engine.ports import Progress, Silent
from engine.run.before import Before
from engine.run.papers import Papers
from engine.run.request import Request
from engine.run.unanswered import remember
from engine.verdict.seal import seal


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessed:
    """An assessment with the documents that it rests on, by name."""

    assessment: Assessment
    documents: Mapping[str, Document]


def assess(
    request: Request, case: Case, papers: Papers, before: Before | None = None, progress: Progress | None = None
) -> Assessed:
    """Run every gate that is asked for on the case and return the sealed assessment; `papers` are those of the case.

    `before` is the case at the base of a change: what it has as well is marked as inherited. `progress` is told which
    gate judges.
    """
    results: list[GateResult] = []
    coverage = _listed(case)
    order = tuple(BY_NAME)
    told = progress or Silent()
    for number, asked in enumerate(sorted(request.gates, key=lambda asked: order.index(asked.gate.name))):
        told.step("judging", number, len(request.gates), asked.gate.name)
        judged = asked.judge(replace(case, coverage=coverage))
        papers = papers.plus(_papers(asked.gate.name, judged))
        coverage = coverage.plus(judged.coverage)
        result = judged.result if before is None else before.over(asked, judged)
        if result is not None:  # else rule 1 of the decision says so
            results.append(result)
    told.step("judging", len(request.gates), len(request.gates))
    papers = papers.plus(_own(request))
    assessment = seal(
        Assessment(
            environment=request.environment,
            subject=request.subject,
            required=tuple(
                RequiredGate(gate=asked.gate.name, requirement=asked.settings.requirement) for asked in request.gates
            ),
            gates=apply_baseline(results, request.baseline, request.environment),
            inputs=papers.inputs,
            waivers=tuple(_waivers(request, results)),
            coverage=coverage,
            time_given=request.time_given,
            stranger=request.stranger,
            base=None if request.at_base is None else request.at_base.base,
        )
    )
    documents = {
        "assessment.json": Document.of(written(assessment)),
        "rules.json": Document.of(written(request.rules)),
        **remember(case, results),
    }
    return Assessed(assessment=assessment, documents={**papers.documents, **documents})


def _papers(gate: str, judged: Judged) -> Papers:
    documents = {} if judged.report is None else {f"reports/{gate}-report.json": Document.of(written(judged.report))}
    return Papers(inputs=judged.inputs, documents=documents)


def _own(request: Request) -> Papers:
    """Return the papers of what the request itself brings: the baseline, and the waivers of a whole run."""
    found = Papers()
    if request.baseline is not None:
        found = found.plus(_paper("baseline", Document.of(written(request.baseline))))
    if request.whole and request.waivers:
        found = found.plus(_paper("waivers", Document.of((canonical_json(to_builtins(request.waivers)),))))
    return found


def _paper(name: str, document: Document) -> Papers:
    entry = Input(name=name, kind=name, digest=document.digest)
    return Papers(inputs=(entry,), documents={f"{name}.json": document})


def _waivers(request: Request, results: Iterable[GateResult]) -> Iterator[Waiver]:
    findings = [finding for result in results for finding in result.findings]
    for waiver in request.waivers:
        # A single gate cannot tell that a waiver matches nothing: what it waives may be another gate's.
        if request.whole or any(covers(waiver, finding, request.environment) for finding in findings):
            yield waiver


def _listed(case: Case) -> Coverage:
    """Return how many resources there are, and how many lists of the observed side were read completely."""
    listings = case.observed.snapshot.listings if case.observed is not None else ()
    return Coverage(
        resources=sum(len(kept.snapshot.resources) for kept in (case.desired, case.observed) if kept is not None),
        lists_expected=len(listings),
        lists_complete=sum(listing.complete for listing in listings),
    )
