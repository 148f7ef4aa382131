"""Policies that are switched off: what is said of them, and what is left of what they found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from engine.model.outcome import Gap, GapReason, Stage
from engine.model.policy import Mode, Policy, Switched
from engine.policy.together import NOBODY_ASKS
from engine.ports import Evaluation

_WRITE = "write under gates.policy.modes: { policy: %s, mode: off, owner: NAME, reason: WHY, until: 2027-01-31 }"


def without(evaluation: Evaluation, policies: Iterable[str]) -> Evaluation:
    """Return what an evaluator says without what it says by some policies."""
    off = frozenset(policies)
    if not off:
        return evaluation
    return replace(
        evaluation,
        policies=tuple(policy for policy in evaluation.policies if policy.id not in off),
        results=tuple(result for result in evaluation.results if result.policy not in off),
    )


def with_aliases(
    ids: Iterable[str], policies: Iterable[Policy], asks: Mapping[str, frozenset[str]] = NOBODY_ASKS
) -> frozenset[str]:
    """Return the ids of policies with those of checks that ask the same, where each policy that does is among them.

    Who answers for leaving a question out answers for it whoever asks it. `asks` are the policies that ask what one
    asks under another name.
    """
    wanted = frozenset(ids)
    owners: dict[str, set[str]] = {}
    for policy in policies:
        for alias in policy.aliases:
            owners.setdefault(alias, set()).add(policy.id)
    for name, others in asks.items():
        owners.setdefault(name, set()).update(others)
    return wanted | {alias for alias, asking in owners.items() if asking <= wanted}


def say_left_out(switched: Iterable[Switched], policies: Iterable[Policy]) -> dict[str, str]:
    """Return why types are left out of which every policy is switched off by somebody who answers for that."""
    off = {one.policy: one for one in switched if one.mode is Mode.OFF and one.owner}
    judging: dict[str, set[str]] = {}
    for policy in policies:
        for type_ in policy.resource_types:
            judging.setdefault(type_, set()).add(policy.id)
    return {
        type_: f"{', '.join(sorted(ids))} switched off: {off[min(ids)].reason}"
        for type_, ids in judging.items()
        if ids <= off.keys()
    }


def find_unexplained(switched: Iterable[Switched]) -> Iterator[Gap]:
    """Yield a gap for each policy that is switched off without an owner and an end: nobody answers for that."""
    for one in switched:
        if one.mode is Mode.OFF and not one.owner:
            yield Gap(
                stage=Stage.EVALUATE,
                reason=GapReason.MISSING_INPUT,
                source="policy",
                detail="it is switched off, and nobody says why, who answers for that, and until when",
                operation=one.policy,
                fix=_WRITE % one.policy,
            )
