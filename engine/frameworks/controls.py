"""Frameworks: whole lists of controls, and for each whether policies can show that it is met.

Most tools list the controls that they have checks for, and what has none looks like nothing. Here each control
has a state. A framework asks in one of two ways: one `of_checks` asks a single question a control (CIS, AWS), which
policies may answer wholly; others ask for more than any configuration shows (NIST SP 800-53), so that
policies show a part of it at most, and people the rest.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from engine.model.policy import Policy


class State(StrEnum):
    """What policies can show of a control."""

    AUTOMATED = "automated"
    PARTIAL = "partial"
    MANUAL = "manual"
    NOT_COVERED = "not_covered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """One control, by its id in its framework: where it stands, and what it is called where that may be told.

    `manual` tells that the framework has people look. `levels` are the baselines or profiles that it is in, `checks`
    the names under which others ask the same question: ids of policies, or aliases of some.
    """

    id: str
    section: str = ""
    title: str = ""
    manual: bool = False
    levels: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Framework:
    """A list of controls: its `id` as in `Policy.controls`, name, version, and where the list is from."""

    id: str
    name: str
    version: str
    source: str
    of_checks: bool
    controls: tuple[Control, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """A control with what policies can show of it: which ones, sorted, and why it has its state."""

    control: Control
    state: State
    policies: tuple[str, ...]
    reason: str


def cover(framework: Framework, policies: Iterable[Policy]) -> tuple[Covered, ...]:
    """Return each control of a framework with what some policies can show of it, in the order of the list.

    A policy shows something of a control that stands among its controls (`FRAMEWORK:ID`), and of one that names a
    check which it asks as well. What another policy has among its aliases is the same question and not told twice.
    """
    policies = tuple(policies)
    same = {alias for policy in policies for alias in policy.aliases}
    naming: dict[str, set[str]] = defaultdict(set)
    asking: dict[str, set[str]] = defaultdict(set)
    for policy in policies:
        if policy.id in same:
            continue
        for control in policy.controls:
            naming[control].add(policy.id)
        for name in (policy.id, *policy.aliases):
            asking[name].add(policy.id)
    return tuple(
        _covered(
            framework,
            one,
            naming.get(f"{framework.id}:{one.id}", set()),
            {check: asking[check] for check in one.checks if check in asking},
        )
        for one in framework.controls
    )


def _covered(framework: Framework, one: Control, named: set[str], asked: dict[str, set[str]]) -> Covered:
    found = tuple(sorted(named.union(*asked.values())))
    state, reason = _state(framework, one, found, asked)
    return Covered(control=one, state=state, policies=found, reason=reason)


def _state(framework: Framework, one: Control, found: Sequence[str], asked: dict[str, set[str]]) -> tuple[State, str]:
    if not found:
        if one.manual:
            return State.MANUAL, "the framework has people look, and no policy shows a part of it"
        return State.NOT_COVERED, "no policy asks it"
    if not framework.of_checks:
        return State.PARTIAL, "configuration shows a part of a control, and people attest the rest"
    open_ = [check for check in one.checks if check not in asked]
    if one.manual:
        return State.PARTIAL, "the framework has people look, and policies show what of it is configuration"
    if open_:
        return State.PARTIAL, f"nobody asks {', '.join(open_)}"
    return State.AUTOMATED, "policies ask all of it"
