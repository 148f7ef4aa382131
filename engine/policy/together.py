"""Several evaluators about one thing: what is said of a resource by policies that are the same is one judgement.

A policy names the ids of the same check elsewhere (`Policy.aliases`). Worked example: `s3-versioning` has the alias
CKV_AWS_21. Where both fail a bucket there is one finding, of s3-versioning, and CKV_AWS_21 says so as well. Where only
CKV_AWS_21 fails it there is one finding, of CKV_AWS_21, and s3-versioning says otherwise: they differ, and somebody
has to look, unless the difference is argued (`Policy.differs`). What the one could not look at the other has proven.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from engine.model.outcome import Outcome
from engine.model.policy import Policy, PolicyResult
from engine.ports import Evaluation

Pair = tuple[str, str, str, str, str]  # a policy, and what it is about
# No policy asks what another one asks under another name.
NOBODY_ASKS: Mapping[str, frozenset[str]] = MappingProxyType({})
_OPEN = frozenset({Outcome.INCONCLUSIVE, Outcome.ERROR})


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Which policies say the same of a pair as its finding (`also`), and which say otherwise (`against`)."""

    also: tuple[str, ...] = ()
    against: tuple[str, ...] = ()


ALONE = Sources()


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """Evaluations in which each thing is judged once, and what else was said of a pair of a policy and a resource."""

    evaluations: tuple[Evaluation, ...]
    sources: Mapping[Pair, Sources]


def merge(evaluations: Sequence[Evaluation], asks: Mapping[str, frozenset[str]] = NOBODY_ASKS) -> Together:
    """Return evaluations in which policies that are the same as others do not say again what these say.

    The policy that names the alias is the one that speaks. What it could not judge is not proven by the other's pass.
    `asks` are the ids of the policies that ask, under another name, what one asks.
    """
    owners: dict[str, list[Policy]] = defaultdict(list)
    for evaluation in evaluations:
        for policy in () if evaluation.told else evaluation.policies:  # what somebody tells speaks for nobody
            for alias in policy.aliases:
                owners[alias].append(policy)
    every = {policy.id: policy for evaluation in evaluations for policy in evaluation.policies}
    for name, ids in asks.items():
        owners[name] += [every[id_] for id_ in sorted(ids) if id_ in every]
    named = {policy.id: policy for evaluation in evaluations for policy in evaluation.policies if policy.id in owners}
    if not named:
        return Together(evaluations=tuple(evaluations), sources={})
    results = _results(evaluations, {policy.id for one in named for policy in owners[one]})
    sources: dict[Pair, Sources] = {}
    merged = [
        replace(
            evaluation,
            results=tuple(
                _settled(result, named[result.policy], owners[result.policy], results, sources)
                if result.policy in named
                else result
                for result in evaluation.results
            ),
        )
        for evaluation in evaluations
    ]
    return Together(evaluations=tuple(merged), sources=sources)


def _results(evaluations: Iterable[Evaluation], wanted: set[str]) -> dict[Pair, PolicyResult]:
    return {
        (result.policy, *result.about): result
        for evaluation in evaluations
        for result in evaluation.results
        if result.policy in wanted
    }


def _settled(
    result: PolicyResult,
    check: Policy,
    owners: Sequence[Policy],
    results: Mapping[Pair, PolicyResult],
    sources: dict[Pair, Sources],
) -> PolicyResult:
    """Return what is left to say by a check where its owners have spoken, and note who said what."""
    found = [(one.id, results.get((one.id, *result.about))) for one in owners]
    said = [(id_, one) for id_, one in found if one is not None and one.outcome is not Outcome.NOT_APPLICABLE]
    failed = [id_ for id_, one in said if one.outcome is Outcome.FAIL]
    passed = [id_ for id_, one in said if one.outcome is Outcome.PASS]
    if failed and result.outcome is Outcome.FAIL:
        for id_ in failed:
            _note(sources, (id_, *result.about), also=check.id)
        return _silent(result)
    if failed and result.outcome is Outcome.PASS:
        for id_ in failed:
            _note(sources, (id_, *result.about), against=check.id)
        return result
    if not passed or failed:
        return _silent(result) if failed and result.outcome in _OPEN else result
    if result.outcome in _OPEN:
        return _silent(result)
    if result.outcome is Outcome.FAIL:
        if all(id_ in check.differs for id_ in passed):
            return _silent(result)
        for id_ in passed:
            _note(sources, (check.id, *result.about), against=id_)
    return result


def _silent(result: PolicyResult) -> PolicyResult:
    return replace(result, outcome=Outcome.NOT_APPLICABLE, violations=(), detail="")


def _note(sources: dict[Pair, Sources], pair: Pair, *, also: str = "", against: str = "") -> None:
    known = sources.get(pair, ALONE)
    sources[pair] = Sources(
        also=tuple(sorted({*known.also, *([also] if also else [])})),
        against=tuple(sorted({*known.against, *([against] if against else [])})),
    )
