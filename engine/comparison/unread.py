"""What a comparison could not look at: attributes that one side does not tell, and of which resources."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from engine.model.drift import Unread
from engine.model.outcome import FailOn, Gap, GapReason, Outcome, Severity, Stage
from engine.model.snapshot import Resource

_NAMED = 5  # resources that a row names


@dataclass(slots=True)
class UnreadAttributes:
    """Counts attributes on the way of a comparison: by type and attribute the `names` of the resources.

    `severities` are the greatest that a difference there can have, of those that say how much they matter.
    """

    names: dict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))
    severities: dict[tuple[str, str], Severity] = field(default_factory=dict)

    def add(self, resource: Resource, attribute: str, severity: Severity | None = None) -> None:
        """Note that an attribute of a resource could not be looked at, and how much a difference there can matter."""
        key = resource.type, attribute
        self.names[key].append(resource.name)
        if severity is not None:
            known = self.severities.get(key, severity)
            self.severities[key] = severity if severity.rank > known.rank else known

    def rows(self) -> Iterator[Unread]:
        """Yield a row for each attribute of a type, in order."""
        for (type_, attribute), names in sorted(self.names.items()):
            yield Unread(type=type_, attribute=attribute, count=len(names), resources=tuple(sorted(names)[:_NAMED]))

    def gaps(self, fail_on: FailOn, *, source: str, problem: str, fix: str) -> Iterator[Gap]:
        """Yield a gap for each attribute a difference of which would fail the gate: that there is none is not proven.

        `source` is the side that does not tell it, `problem` what is wrong with it, and `fix` what to do.
        """
        for row in self.rows():
            severity = self.severities.get((row.type, row.attribute))
            if severity is not None and fail_on.outcome(severity) is Outcome.FAIL:
                noun = "resources" if row.count > 1 else "resource"
                yield Gap(
                    stage=Stage.COMPARE,
                    count=row.count,
                    reason=GapReason.UNSUPPORTED,
                    source=source,
                    detail=f"{row.name} {problem} ({row.count} {noun} not verified)",
                    operation="compare attributes",
                    types=(row.type,),
                    path=row.attribute,
                    fix=fix,
                )

    def with_those_of(self, other: UnreadAttributes) -> UnreadAttributes:
        """Return what either counts."""
        found = UnreadAttributes()
        for side in (self, other):
            for key, names in side.names.items():
                found.names[key] += names
        return found
