"""What the policies of a verdict judged of what there is, in words: a verdict holds for its scope and no further."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from engine.jsontext.digest import canonical_json
from engine.model.drift import DRIFT, PARITY
from engine.model.policy import Mode, PolicyScope, Switched, Told, TypeScope
from engine.model.verdict import Run
from engine.policy.scope import name_provider
from engine.report.view.folding import name_some
from engine.report.view.gates import name_part
from engine.report.view.results import name_unproven
from engine.report.view.shown import about, time_given


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopeRow:
    """Types that stand alike to policies, in words: how, how many resources, which types, and why."""

    word: str
    resources: int
    types: str
    why: str = ""


def scope_of(run: Run) -> PolicyScope | None:
    """Return the scope of the policies of a verdict, none where none judged."""
    return next((gate.scope for gate in run.verdict.gates if gate.scope is not None), None)


def count_resources(rows: Iterable[TypeScope]) -> int:
    """Return how many resources there are of some types."""
    return sum(row.resources for row in rows)


def inside(scope: PolicyScope) -> tuple[TypeScope, ...]:
    """Return the types that are not left out."""
    return (*scope.judged, *scope.settled, *scope.unjudged, *scope.new)


def name_scope(run: Run) -> str:
    """Return the scope of a verdict in words: `policy: aws, 412 of 455 resources; outside: datadog`."""
    scope = scope_of(run)
    if scope is None:
        return ""
    providers = name_some(sorted({name_provider(row.type) for row in scope.judged})) or "nothing"
    said = f"policy: {providers}, {count_resources(scope.judged)} of {count_resources(inside(scope))} resources"
    if scope.settled:
        said += f", {count_resources(scope.settled)} with nothing to judge"
    if scope.others:
        said += f", {count_resources(scope.others)} of others"
    said = f"{said}; without {name_some([str(one) for one in scope.unasked])}" if scope.unasked else said
    left_out = list_left_out(scope)
    said = f"{said}; outside: {name_some(left_out)}" if left_out else said
    off = [one.policy for one in scope.switched if one.mode is Mode.OFF]
    said = f"{said}; switched off: {name_some(off)}" if off else said
    for word, weakens in (("weakened", True), ("params", False)):
        told = [_told(one) for one in scope.params if one.weakens is weakens]
        said = f"{said}; {word}: {name_some(told)}" if told else said
    return said


def say_what_counts(run: Run) -> str:
    """Return what the numbers of resources count, in a sentence, where gates that count differently stand together."""
    asked = {gate.gate for gate in run.verdict.gates}
    if not asked & {DRIFT, PARITY} or scope_of(run) is None:
        return ""
    return (
        "Resources are counted three ways: read are those of all sides together; compared are managed ones that both "
        "sides have; policies judge those of one side, also what nobody manages."
    )


def first_line(run: Run) -> tuple[str, ...]:
    """Return what stands beside the decision.

    That is what it is about, which names of that nothing proves, of which gates it is, within which scope, for which
    time.
    """
    return tuple(filter(None, (about(run), name_unproven(run), name_part(run), name_scope(run), time_given(run))))


def list_scope(run: Run) -> tuple[ScopeRow, ...]:
    """Return how the types of an estate stand to policies: what nobody judges first."""
    scope = scope_of(run)
    if scope is None:
        return ()
    until = "" if scope.until is None else f" until {scope.until:%Y-%m-%d}"
    owner = f"{scope.owner or 'nobody yet'} answers for them{until}"
    return (
        *_rows("judged by nobody, new", scope.new, "nobody answers for them"),
        *_rows("judged by nobody", scope.unjudged, owner),
        *(_switched(one) for one in scope.switched),
        *(
            ScopeRow(
                word=f"policy {'weakened' if one.weakens else 'told'}", resources=0, types=one.policy, why=_told(one)
            )
            for one in sorted(scope.params, key=lambda one: not one.weakens)
        ),
        *_by_reason("outside", scope.outside),
        *_by_reason("nothing to judge", scope.settled),
        *_rows("judged", scope.judged),
        *_by_reason("of others", scope.others),
    )


def _switched(one: Switched) -> ScopeRow:
    """Return how a policy counts that does not as it does by itself."""
    until = "" if one.until is None else f" until {one.until:%Y-%m-%d}"
    why = f"{one.reason} ({one.owner}{until})" if one.owner else "nobody says why, and answers for it"
    return ScopeRow(
        word=f"policy {'switched off' if one.mode is Mode.OFF else one.mode}", resources=0, types=one.policy, why=why
    )


def _told(one: Told) -> str:
    """Return a parameter that is not its default: `data-log-retention.days 30 (default 90)`."""
    value, default = (canonical_json(part).decode(errors="replace") for part in (one.value, one.default))
    return f"{one.policy}.{one.name} {value} (default {default})"


def list_left_out(scope: PolicyScope) -> list[str]:
    """Return what is outside by name: a provider of which nothing else is there, and the types of others."""
    known = {name_provider(row.type) for row in inside(scope)}
    names = {name if (name := name_provider(row.type)) not in known else row.type for row in scope.outside}
    return sorted(names)


def _rows(word: str, types: tuple[TypeScope, ...], why: str = "") -> Iterator[ScopeRow]:
    if types:
        named = ", ".join(f"{row.type} ({row.resources})" for row in types)
        yield ScopeRow(word=word, resources=count_resources(types), types=named, why=why)


def _by_reason(word: str, types: tuple[TypeScope, ...]) -> Iterator[ScopeRow]:
    for reason in sorted({row.reason for row in types}):
        yield from _rows(word, tuple(row for row in types if row.reason == reason), reason)
