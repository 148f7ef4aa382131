"""What two environments have to have in common, as rules, and how far they do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Expectation(StrEnum):
    """What a rule asks of an attribute of a reference and a candidate."""

    MUST_EQUAL = "must_equal"
    MAY_DIFFER = "may_differ"
    MUST_DIFFER = "must_differ"
    ORDER = "order"
    RATIO = "ratio"
    BOUND = "bound"


@dataclass(frozen=True, slots=True, kw_only=True)
class ParityRule:
    """What is expected of the attributes in its scope; of several rules that fit the first one counts.

    The scope is the conjunction of `type`, `path` (see `engine.model.path`) and `address`, each exact or
    with `*` for any run of characters, and of `meaning`, empty for any; a path also covers what is below it. `order`
    asks that the reference has at least as much as the candidate; `ratio` that candidate / reference is from `least`
    to `most`; `bound` that the candidate's number is. `where` is the rule's place in a file, empty for one of our own.
    """

    name: str
    expect: Expectation
    type: str = "*"
    path: str = "*"
    address: str = "*"
    meaning: str = ""
    least: float | None = None
    most: float | None = None
    reason: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortfall:
    """Where confidence is missing: `weight` lost with `count` attributes of this name, or resources for `*`.

    `unknown` tells that they could not be compared, rather than that they differ.
    """

    type: str
    attribute: str
    meaning: str
    weight: int
    count: int
    unknown: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Confidence:
    """How much of what two environments must have in common was proven: `earned` of `total`, sums of weights.

    `total` counts every attribute that had to be compared, by the weight of its meaning (`engine.provider.meaning`);
    `earned` those that are equal or differ as a rule allows; `unknown` those that could not be compared. The confidence
    is earned / total; none without anything to compare.
    """

    earned: int
    unknown: int
    total: int
    shortfalls: tuple[Shortfall, ...] = ()

    @property
    def share(self) -> float | None:
        """Return the confidence from 0 to 1, rounded down to six digits."""
        return self.earned * 1_000_000 // self.total / 1_000_000 if self.total else None

    @property
    def at_best(self) -> float | None:
        """Return what the confidence would be were all that is unknown equal."""
        return (self.earned + self.unknown) * 1_000_000 // self.total / 1_000_000 if self.total else None
