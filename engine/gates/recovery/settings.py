"""What the recovery gate can be told, and the targets of each tier."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated

from engine.errors import ConfigError
from engine.gates.settings import Between, Duration, GateSettings, Says
from engine.model.subject import Subject

_LONGEST = timedelta(days=36_525)
_AGE = timedelta(days=90)  # of a drill without a tier


class Integrity(StrEnum):
    """How deeply a restore was checked: job completed, opens, counts, checksums, application."""

    L0 = "L0"
    L1 = "L1"
    L2 = "L2"
    L3 = "L3"
    L4 = "L4"


class DrillKind(StrEnum):
    """The kinds of drill."""

    RESTORE = "restore"
    FAILOVER = "failover"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tier:
    """The targets of one tier. `max_age` is by kind of drill; every kind has one."""

    max_rto: timedelta
    max_rpo: timedelta
    min_integrity: Integrity
    max_age: Mapping[str, timedelta]


def _tier(rto: timedelta, rpo: timedelta, integrity: Integrity, restore: int, failover: int) -> Tier:
    ages = {str(DrillKind.RESTORE): timedelta(days=restore), str(DrillKind.FAILOVER): timedelta(days=failover)}
    return Tier(max_rto=rto, max_rpo=rpo, min_integrity=integrity, max_age=MappingProxyType(ages))


TIERS: Mapping[int, Tier] = MappingProxyType(
    {
        0: _tier(timedelta(minutes=15), timedelta(minutes=1), Integrity.L4, 30, 30),
        1: _tier(timedelta(hours=1), timedelta(minutes=15), Integrity.L4, 30, 90),
        2: _tier(timedelta(hours=4), timedelta(hours=1), Integrity.L3, 90, 180),
        3: _tier(timedelta(hours=12), timedelta(hours=24), Integrity.L2, 180, 365),
        4: _tier(timedelta(hours=72), timedelta(hours=48), Integrity.L1, 365, 365),
    }
)
"""Defaults by tier, 0 mission critical to 4 non-critical; a team's own numbers replace them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoverySettings(GateSettings):
    """What a recovery must keep. A value that is none comes from `tier`; without a tier it is not judged.

    Drills of other kinds and services are judged too. Raises ConfigError for values without a meaning.
    """

    tier: Annotated[
        Annotated[int, Between(0, 4)] | None,
        Says("How critical the environment is, 0 to 4; gives the targets that are not set."),
    ] = None
    max_rto: Annotated[Duration | None, Says("The recovery time at most, from the disruption.")] = None
    max_rpo: Annotated[Duration | None, Says("The time of which changes may be lost at most.")] = None
    max_detection: Annotated[
        Duration | None,
        Says("How long it may take at most until a disruption is noticed; a part of the recovery time, judged apart."),
    ] = None
    min_integrity: Annotated[Integrity | None, Says("How deeply the recovered data must have been checked.")] = None
    max_age: Annotated[
        Duration | None, Says("How old a drill may be; by default what the tier allows, 90 days without a tier.")
    ] = None
    kinds: Annotated[tuple[DrillKind, ...], Says("The kinds of drill that there must be.")] = (DrillKind.RESTORE,)
    services: Annotated[tuple[str, ...], Says("The services that each need these drills; none named: any.")] = ()
    environment: Annotated[
        str, Says("The environment that must have recovered; by default the one that is judged.")
    ] = ""
    min_consecutive: Annotated[
        int, Between(1, None), Says("How many successful business checks in a row make a recovery.")
    ] = 3

    def about(self, subject: Subject) -> Subject:
        """Return the environment that must have recovered."""
        return replace(subject, environment=self.environment or subject.environment)

    @property
    def limits(self) -> Mapping[str, timedelta]:
        """Return the times at most by their metrics; one without a limit is not judged."""
        found = {} if self.tier is None else {"rto": TIERS[self.tier].max_rto, "rpo": TIERS[self.tier].max_rpo}
        own = {"rto": self.max_rto, "rpo": self.max_rpo, "detection": self.max_detection}
        return found | {name: limit for name, limit in own.items() if limit is not None}

    @property
    def depth(self) -> Integrity:
        """Return how deeply the recovered data must have been checked."""
        return self.min_integrity or (TIERS[self.tier].min_integrity if self.tier is not None else Integrity.L1)

    def longest(self, kind: str) -> timedelta:
        """Return how old a drill of a kind may be; raises KeyError for a kind that there is not."""
        if self.max_age is not None:
            return self.max_age
        return _AGE if self.tier is None else TIERS[self.tier].max_age[kind]

    def __post_init__(self) -> None:
        """Refuse unknown tiers, kinds and levels, and settings that would judge nothing."""
        if (
            (self.tier is not None and self.tier not in TIERS)
            or self.min_integrity == Integrity.L0
            or not self.kinds
            or not set(self.kinds) <= set(DrillKind)
            or (self.tier is None and self.max_rto is None and self.max_rpo is None)
            or self.min_consecutive < 1
            or (self.max_age is not None and not timedelta() < self.max_age <= _LONGEST)
        ):
            raise ConfigError(
                "recovery gate: a setting is out of range",
                hint="tier 0 to 4 or max-rto or max-rpo; min-integrity L1 to L4; kinds restore, failover",
            )
