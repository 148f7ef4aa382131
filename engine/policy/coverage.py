"""Policies: expected times done. Every pair that should have been judged is accounted for."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from engine.findings.fingerprint import make_fingerprint
from engine.jsontext.digest import canonical_json, digest
from engine.model.outcome import FailOn, Finding, FindingStatus, Gap, GapReason, Outcome, Stage, gap_order
from engine.model.path import Change, digest_key
from engine.model.policy import About, Policy, PolicyReport, PolicyResult, Violation, about, result_of
from engine.model.snapshot import Resource, Snapshot
from engine.policy.together import ALONE, NOBODY_ASKS, Sources, merge
from engine.ports import Evaluation

GATE = "policy"
_MOST_COMMENT = 200
_UNANSWERED = "the evaluator gave no result"
_LINE = re.compile(r":\d+$")  # behind the path of a file
_FIELD = re.compile(r"\{(\w+)\}")
_DONE = frozenset({Outcome.PASS, Outcome.FAIL, Outcome.NOT_APPLICABLE})


def judge_policies(
    snapshot: Snapshot,
    evaluations: Sequence[Evaluation],
    *,
    digest: str,
    fail_on: FailOn,
    warns: Callable[[Resource, str], bool] = lambda _, __: False,
    skips: bool = False,
    asks: Mapping[str, frozenset[str]] = NOBODY_ASKS,
    whole: Callable[[Resource], tuple[str, ...]] = lambda _: (),
) -> PolicyReport:
    """Return the report of all evaluators on one snapshot; `digest` is that of the snapshot.

    `asks` are the policies that ask what one asks under another name, as `engine.policy.together.merge` takes them.

    What is wrong with a resource by a policy that `warns` of never fails, and with `skips` neither does what a comment
    in the code asks to skip. What several evaluators say of one thing is one finding (`engine.policy.together`).
    `whole` tells what a part belongs to: who accepts a finding of it accepts none of a part of something else.

    A pair (policy, resource of its types) without a result is an error of the evaluator, never a pass, and so is one of
    a policy and a document that it judges as a whole. What could not be judged is a gap that names the policy.
    """
    findings: list[Finding] = []
    gaps: list[Gap] = [*snapshot.gaps]
    outcomes: Counter[Outcome] = Counter()
    by_type: dict[str, list[Resource]] = defaultdict(list)
    for item in snapshot.resources:
        if item.is_answered_for:
            by_type[item.type].append(item)

    def limit(item: Resource, policy: Policy) -> FailOn:
        return FailOn.NEVER if warns(item, policy.id) else fail_on

    by_address = {item.address: item for items in by_type.values() for item in items if item.address}
    together = merge(evaluations, asks)
    for evaluation in together.evaluations:
        gaps += evaluation.gaps
        for policy, resource, result in _results(evaluation, by_type):
            outcomes[result.outcome] += 1
            sources = together.sources.get((policy.id, *about(resource)), ALONE)
            allowed = _never if skips and result.comment else limit
            told = _findings(policy, resource, result, allowed, by_address, whole)
            findings += [_with(one, sources, result, skips=skips) for one in told]
            gaps += _gaps(policy, resource, result)
    return PolicyReport(
        evaluators=tuple(evaluation.info for evaluation in evaluations),
        policies=tuple(policy for evaluation in evaluations for policy in evaluation.policies),
        snapshot=digest,
        expected=outcomes.total(),
        done=sum(outcomes[outcome] for outcome in _DONE),
        passed=outcomes[Outcome.PASS],
        inapplicable=outcomes[Outcome.NOT_APPLICABLE],
        findings=tuple(sorted(findings, key=_rank)),
        gaps=tuple(sorted(set(gaps), key=gap_order)),
    )


def _rank(item: Finding) -> tuple[object, ...]:
    return (-item.severity.rank, item.rule, item.target.address, item.target.id, item.change.path)


def _results(
    evaluation: Evaluation, by_type: Mapping[str, Sequence[Resource]]
) -> Iterator[tuple[Policy, Resource, PolicyResult]]:
    """Yield each pair that an evaluator had to judge, with what it said; where it said nothing, that is an error."""
    by_policy: dict[str, list[PolicyResult]] = defaultdict(list)
    for result in evaluation.results:
        by_policy[result.policy].append(result)
    there = {about(item): item for items in by_type.values() for item in items} if evaluation.told else {}
    beside: dict[str, list[Resource]] = defaultdict(list)
    for block in evaluation.blocks:
        beside[block.type].append(block)
    for policy in evaluation.policies:
        results = _by_resource(by_policy.get(policy.id, ()))  # of one policy at a time: there are millions of them all
        if evaluation.told:
            yield from _told(policy, results, there)
            continue
        judged = (*_judged(by_type, policy), *_judged(beside, policy))
        for resource in map(_document, evaluation.documents) if policy.whole else judged:
            said = results.get(about(resource))
            yield policy, resource, said or result_of(policy, resource, Outcome.ERROR, detail=_UNANSWERED)


def _told(
    policy: Policy, results: Mapping[About, PolicyResult], there: Mapping[About, Resource]
) -> Iterator[tuple[Policy, Resource, PolicyResult]]:
    """Yield what was told of resources, and of lines of files; what is told of others' resources is theirs."""
    for thing, result in results.items():
        line = result.id if _LINE.search(result.id) else ""
        resource = there.get(thing) if result.address else replace(_document(result.id), location=line)
        if resource is not None:
            yield policy, resource, result


def _document(name: str) -> Resource:
    """Return a document that is judged as a whole, as findings and gaps name it."""
    return Resource(type="", address="", id=name, attributes={})


def _judged(by_type: Mapping[str, Sequence[Resource]], policy: Policy) -> Iterable[Resource]:
    return (item for type_ in sorted(set(policy.resource_types)) for item in by_type.get(type_, ()))


def _by_resource(results: Iterable[PolicyResult]) -> dict[About, PolicyResult]:
    """Return the results of one policy by the resource: of two answers about one the worse counts."""
    found: dict[About, PolicyResult] = {}
    for result in results:
        key = result.about
        known = found.get(key)
        if known is None or result.outcome.rank > known.outcome.rank:
            found[key] = result
    return found


def _never(_item: Resource, _policy: Policy) -> FailOn:
    return FailOn.NEVER


def _findings(
    policy: Policy,
    resource: Resource,
    result: PolicyResult,
    fail_on: Callable[[Resource, Policy], FailOn],
    by_address: Mapping[str, Resource],
    whole: Callable[[Resource], tuple[str, ...]],
) -> list[Finding]:
    if result.outcome is Outcome.FAIL:
        found = []
        for violation in result.violations or (Violation(path=()),):
            item = by_address.get(violation.address, resource) if violation.address else resource
            limit = FailOn.NEVER if violation.warns else fail_on(item, policy)
            found.append(_finding(policy, item, limit.outcome(policy.severity), violation, whole(item)))
        return found
    if result.outcome is Outcome.ERROR:
        return [_finding(policy, resource, Outcome.ERROR, Violation(path=()), whole(resource), detail=result.detail)]
    return []


def _finding(
    policy: Policy,
    resource: Resource,
    outcome: Outcome,
    violation: Violation,
    whole: tuple[str, ...],
    *,
    detail: str = "",
) -> Finding:
    sentence = detail or _filled(policy.message or policy.title, violation.args)
    return Finding(
        fingerprint=make_fingerprint(
            gate=GATE,
            rule=policy.id,
            account=resource.account,
            region=resource.region,
            type=resource.type,
            # Documents are called otherwise from run to run.
            resource=resource.unique_name if resource.type else "",
            path=(*violation.path, *_pinned(violation, whole)),
        ),
        gate=GATE,
        rule=policy.id,
        outcome=outcome,
        severity=policy.severity,
        status=FindingStatus.VIOLATION,
        message=sentence if _is_named(policy, resource, sentence) else f"{resource.full_name}: {sentence}",
        target=resource.target,
        change=Change(violation.path, violation.required, violation.observed),
        controls=policy.controls,
        remediation=policy.remediation,
    )


def _is_named(policy: Policy, resource: Resource, sentence: str) -> bool:
    """Tell whether a finding names what it is about already: what somebody's own rule says, or a line by its place."""
    if resource.location and resource.location == resource.id:
        return True
    return policy.whole and bool(resource.type) and resource.full_name in sentence


def _with(finding: Finding, sources: Sources, result: PolicyResult, *, skips: bool) -> Finding:
    """Return a finding with who else was asked, and with the comment that asks to skip it."""
    if not sources.also and not sources.against and not result.comment:
        return finding
    words = [f"{', '.join(sources.also)} says so too"] if sources.also else []
    words += [f"{', '.join(sources.against)} says otherwise"] if sources.against else []
    if result.comment:
        counts = "" if skips else ", and counts for nothing"
        words.append(f"a comment asks to skip it{counts}: {result.comment[:_MOST_COMMENT]}")
    message = f"{finding.message} ({'; '.join(words)})"
    return replace(finding, message=message, also=sources.also, against=sources.against)


def _pinned(violation: Violation, whole: tuple[str, ...]) -> tuple[str, ...]:
    """Return what a finding is of beside its place: a waiver or baseline of it ends when it looks at more."""
    told = [text for text in (violation.pin, *whole) if text]
    return tuple(digest_key("", digest(text)[-16:]) for text in told)


def _gaps(policy: Policy, resource: Resource, result: PolicyResult) -> list[Gap]:
    if result.outcome is not Outcome.INCONCLUSIVE:
        return []
    return [
        Gap(
            stage=Stage.EVALUATE,
            reason=GapReason.MISSING_INPUT,
            source="policy",
            detail=result.detail or "what the policy needs was not read",
            operation=policy.id,
            types=(resource.type,) if resource.type else (),
            address=resource.address,
            id=resource.id,
            account=resource.account,
            region=resource.region,
        )
    ]


def _filled(template: str, args: Mapping[str, Any]) -> str:
    # Only {name}: no attribute, index or format syntax reaches values that policies made from foreign input.
    return _FIELD.sub(lambda match: _text(args[match[1]]) if match[1] in args else match[0], template)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else canonical_json(value).decode()
