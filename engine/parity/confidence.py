"""How much of what two environments must have in common was proven, weighed by what it means.

Every attribute that has to be compared has the weight of its meaning (`engine.provider.meaning`). It is earned where
the two are equal or differ as a rule allows, lost where they differ otherwise, and unknown where one of them was not
read. For example a pair of disks:

    attribute    meaning       weight   prod    preprod
    encrypted    encryption    5        true    true        earned
    size         capacity      2        100     20          lost
    label        metadata      1        "a"     not read    unknown

The confidence is 5 of 8, 62.5 %, and at best 6 of 8, were the label equal. A further disk that only prod has, of which
people set `encrypted` and `size`, adds 7 to the total and nothing to what is earned: 5 of 15, 33.3 %. A resource
without a counterpart weighs at least 3, so that one of which nothing is set counts too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from engine.model.parity import Confidence, Shortfall
from engine.model.snapshot import Resource
from engine.provider.meaning import Meaning
from engine.provider.rating import Rater

NOTHING: tuple[Any, ...] = (None, "", [], {}, ())


class ConfidenceSum:
    """Counts weights while two environments are compared."""

    def __init__(self, rating: Rater) -> None:
        """Begin with nothing."""
        self._rating = rating
        self._earned = self._total = 0
        self._weights: dict[tuple[str, str], int] = {}
        self._lost: dict[tuple[str, str, bool], int] = defaultdict(int)
        self._heavy: dict[tuple[str, str, bool], int] = defaultdict(int)

    def add_pair(self, type_: str, compared: Collection[str], wrong: Collection[str], unknown: Iterable[str]) -> None:
        """Count a pair: the attributes that were compared, those of them that are wrong, and those not compared."""
        for name in compared:
            weight = self._weight(type_, name)
            self._total += weight
            if name not in wrong:
                self._earned += weight
        for name in wrong:
            self._lose(type_, name, self._weight(type_, name), unknown=False)
        for name in unknown:
            weight = self._weight(type_, name)
            self._total += weight
            self._lose(type_, name, weight, unknown=True)

    def add_alone(self, resource: Resource, settable: Collection[str], *, unknown: bool) -> None:
        """Count a resource without a counterpart, or with several: all that people set of it."""
        weight = sum(self._weight(resource.type, name) for name in settable)
        weight = max(weight, Meaning.BEHAVIOUR.weight)  # also of a resource of which nothing is set
        self._total += weight
        self._lose(resource.type, "*", weight, unknown=unknown)

    def make_confidence(self) -> Confidence:
        """Return the sums; the heaviest losses first."""
        rows = [
            Shortfall(
                type=type_,
                attribute=name,
                meaning=self._rating.meaning_of(type_, () if name == "*" else (name,)).value,
                weight=self._heavy[type_, name, unknown],
                count=count,
                unknown=unknown,
            )
            for (type_, name, unknown), count in self._lost.items()
        ]
        return Confidence(
            earned=self._earned,
            unknown=sum(row.weight for row in rows if row.unknown),
            total=self._total,
            shortfalls=tuple(sorted(rows, key=lambda row: (-row.weight, row.type, row.attribute, row.unknown))),
        )

    def _lose(self, type_: str, name: str, weight: int, *, unknown: bool) -> None:
        self._lost[type_, name, unknown] += 1
        self._heavy[type_, name, unknown] += weight

    def _weight(self, type_: str, name: str) -> int:
        weight = self._weights.get((type_, name))
        if weight is None:
            weight = self._weights[type_, name] = self._rating.meaning_of(type_, (name,)).weight
        return weight
