"""What evidence lacks whose configuration moved: it proves how things were, and not how they are.

Like the rest of the contract (`engine.gates.contract`) it takes away a pass and never a failure. Evidence that names no
configuration lacks nothing here: which one it proves is not known.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engine.drift.since import Estate, Moved, Since
from engine.model.measurement import ProvenConfiguration
from engine.model.outcome import GapReason
from engine.model.snapshot import Side

_NAMED = 5  # resources or attributes in a text
_SAID = {Side.OBSERVED: "observed", Side.DESIRED: "intended"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Lack:
    """Why evidence does not prove the configuration as it is now, and what would help."""

    reason: GapReason
    detail: str
    fix: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bond:
    """How evidence holds to the configuration as it is now: what it lacks, and what a summary says of it."""

    lacks: tuple[Lack, ...] = ()
    says: str = "bound to no configuration"


def find_bond(proven: ProvenConfiguration | None, estate: Estate | None, *, environment: str, again: str) -> Bond:
    """Return how evidence holds to what is configured now.

    `proven` is what it says itself, `estate` what is there and what is intended, none without any source of it. `again`
    is what to do where the configuration of `environment` moved.
    """
    if proven is None:
        return Bond()
    names = [name for name, _ in proven.resources]
    if estate is None:
        detail = f"it proves the configuration of {list_names(names)}, and no source tells what that is now"
        fix = "name a source of the environment under desired or observed"
        return Bond(lacks=(Lack(reason=GapReason.MISSING_INPUT, detail=detail, fix=fix),), says="bound to nothing")
    since = estate.compare(proven)
    gone = {moved.name for moved in since.moved if not moved.attributes}
    command = _write_command(environment, [name for name in names if name not in gone])
    fix = f"{again}, and give its record as proves what this prints: {command}"
    count = f"{len(names)} resource{'' if len(names) == 1 else 's'}"
    sides = " and ".join(_SAID[side] for side in sorted(since.sides, reverse=True))
    return Bond(lacks=tuple(_lacks(since, fix)), says=f"bound to the configuration of {count} as {sides}")


def _lacks(since: Since, fix: str) -> Iterator[Lack]:
    if since.moved:
        told = "; ".join(map(_moved, since.moved[:_NAMED]))
        more = f"; and {len(since.moved) - _NAMED} more" if len(since.moved) > _NAMED else ""
        yield Lack(reason=GapReason.INVALIDATED, detail=f"{told}{more}", fix=fix)
    for entry in since.unclear:
        detail = f"whether {entry.name} is as it was cannot be told: {entry.detail}"
        yield Lack(reason=entry.reason, detail=detail, fix=entry.fix)


def _write_command(environment: str, names: Sequence[str]) -> str:
    """Return the command to type for the fingerprint of resources, which none or many are left to fill in."""
    told = map(shlex.quote, names) if 0 < len(names) <= _NAMED else ("ADDRESS...",)
    return f"driftgate snapshot fingerprint {shlex.quote(environment)} {' '.join(told)}"


def _moved(moved: Moved) -> str:
    name = f"{moved.name}, to which it refers," if moved.is_reference else moved.name
    return f"{name} is not as it was: {list_names(moved.attributes)}" if moved.attributes else f"{name} is gone"


def list_names(names: Sequence[str]) -> str:
    """Return the first of some names as text, and how many more there are."""
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return f"{', '.join(names[:_NAMED])}{more}"
