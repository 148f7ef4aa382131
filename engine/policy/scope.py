"""The scope of policies: which resources they judge, and what of an estate nobody judges.

Other tools pass what no rule of theirs knows. Here each type is judged, has nothing to judge, was left out by name, or
is said to be unjudged. Worked example: of two buckets, a random id, a dashboard of Datadog and a queue of which no
policy knows, with Datadog left out: two of four resources are judged, one has nothing to judge, and the queue is open.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType

from engine.model.outcome import Outcome
from engine.model.policy import About, Evaluator, Policy, PolicyScope, TypeScope, about
from engine.model.snapshot import Resource, Snapshot
from engine.ports import Evaluation
from engine.provider.port import Provider

_OPEN = frozenset({Outcome.ERROR, Outcome.INCONCLUSIVE})
# Providers that make nothing in any cloud: https://developer.hashicorp.com/terraform/language/providers, utilities.
_UTILITIES: Mapping[str, str] = {
    "archive": "a file of the machine that ran Terraform",
    "local": "a file of the machine that ran Terraform",
    "null": "a step of Terraform's own",
    "random": "a value for other resources",
    "terraform": "a value for other resources",
    "time": "a time for other resources",
}
_NONE: Mapping[str, int] = MappingProxyType({})
_NONE_BESIDE: Mapping[str, str] = MappingProxyType({})


def name_provider(type_: str) -> str:
    """Return the provider of a resource type: the first word of its name, as Terraform itself finds it."""
    return type_.partition("_")[0]


def find_scope(
    snapshot: Snapshot,
    policies: Iterable[Policy],
    provider: Provider,
    *,
    intended: Snapshot | None = None,
    outside: Callable[[str], str],
) -> PolicyScope:
    """Return what of an estate the policies judge: what was read, and what is `intended` and was not read.

    `outside` returns why a type was left out, empty where it was not. It never takes a type away from a policy.
    """
    read = Counter(item.type for item in snapshot.resources if item.is_answered_for)
    unread = Counter(item.type for item in _unread(snapshot, intended))
    return find_scope_of_types(read, policies, provider, unread=unread, outside=outside)


def find_judging(
    snapshot: Snapshot, evaluations: Iterable[Evaluation], policies: Iterable[Policy]
) -> tuple[Policy, ...]:
    """Return some policies with the types that they judged: of a foreign tool those of which it answered all.

    Where it says nothing of a resource, or could not run, it did not judge that.
    """
    open_: dict[str, set[About]] = {}
    for evaluation in evaluations:
        for result in evaluation.results if evaluation.info.evaluator is Evaluator.CHECKOV else ():
            if result.outcome in _OPEN:
                open_.setdefault(result.policy, set()).add(result.about)
    types = {about(item): item.type for item in snapshot.resources}
    found = []
    for policy in policies:
        unjudged = {types[pair] for pair in open_.get(policy.id, ()) if pair in types}
        told = tuple(type_ for type_ in policy.resource_types if type_ not in unjudged)
        found.append(policy if len(told) == len(policy.resource_types) else replace(policy, resource_types=told))
    return tuple(found)


def find_scope_of_types(
    counts: Mapping[str, int],
    policies: Iterable[Policy],
    provider: Provider,
    *,
    unread: Mapping[str, int] = _NONE,
    outside: Callable[[str], str],
) -> PolicyScope:
    """Return what policies judge of resources that are counted by their type; nobody judges what is `unread`."""
    policies = tuple(policies)
    judged = Counter(type_ for policy in policies for type_ in set(policy.resource_types))
    beside = _seen_beside(policies, counts)
    rows: dict[str, list[TypeScope]] = {name: [] for name in ("judged", "settled", "outside", "unjudged")}
    for type_, number in counts.items():
        if judged[type_]:
            rows["judged"].append(TypeScope(type=type_, resources=number, policies=judged[type_]))
        else:
            name, reason = _unjudged(type_, beside, provider, outside)
            rows[name].append(TypeScope(type=type_, resources=number, reason=reason))
    for type_, number in unread.items():
        name, reason = _unjudged(type_, _NONE_BESIDE, provider, outside)
        rows[name].append(TypeScope(type=type_, resources=number, reason=reason))
    judged_rows, settled, left_out, unjudged = (
        tuple(sorted(rows[name], key=lambda row: row.type)) for name in ("judged", "settled", "outside", "unjudged")
    )
    return PolicyScope(judged=judged_rows, settled=settled, outside=left_out, unjudged=unjudged)


def _unjudged(
    type_: str, beside: Mapping[str, str], provider: Provider, outside: Callable[[str], str]
) -> tuple[str, str]:
    """Return how a type without a policy stands, and why."""
    if reason := outside(type_):
        return "outside", reason
    declared = provider.facts(type_).nothing_to_judge
    if reason := beside.get(type_) or declared or _UTILITIES.get(name_provider(type_), ""):
        return "settled", reason
    return "unjudged", ""


def _seen_beside(policies: Iterable[Policy], counts: Mapping[str, int]) -> dict[str, str]:
    """Return the types that are looked at when another one is judged, where there is one of that."""
    found: dict[str, str] = {}
    for policy in policies:
        there = sorted(type_ for type_ in policy.resource_types if counts.get(type_))
        for related in policy.related if there else ():
            found.setdefault(related, f"judged with {there[0]}")
    return found


def _unread(snapshot: Snapshot, intended: Snapshot | None) -> Iterable[Resource]:
    """Yield the resources of an intent whose type was not looked for: none was read, and no list says there is none."""
    if intended is None:
        return
    known = {item.type for item in snapshot.resources} | {entry.type for entry in snapshot.listings}
    yield from (item for item in intended.resources if item.is_answered_for and item.type not in known)
