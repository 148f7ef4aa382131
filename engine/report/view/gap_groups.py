"""Why something is not proven, for people: the true causes first, and what follows from them in one line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from engine.model.outcome import Gap, GapCause, GapReason, Stage
from engine.model.place import Place

MAX_TYPES = 4
MAX_DETAIL = 300
_SAID = {Stage.CONCLUDE: "look for missing resources"}
# A gap of these says itself what was not there; what follows from it is in the others.
_OF_RESULTS = frozenset({"judge", "read"})  # steps of ours on a file: its name is what people look for
_ROOTS = frozenset({Stage.READ, Stage.LOOK_BACK})
_DERIVED = frozenset({Stage.CONCLUDE, Stage.EVALUATE})
_FIRST = (
    GapReason.ACCESS_DENIED,
    GapReason.UNAVAILABLE,
    GapReason.THROTTLED,
    GapReason.UNPARSABLE,
    GapReason.OWN_REPORT,
    GapReason.FOREIGN,
    GapReason.RUN_FAILED,
    GapReason.ABORTED,
    GapReason.INVALIDATED,
    GapReason.IDENTICAL,
    GapReason.UNREFRESHED,
    GapReason.EMPTY,
    GapReason.TOOL_ERROR,
    GapReason.INCOMPARABLE,
    GapReason.STALE,
    GapReason.UNDATED,
    GapReason.UNBOUND,
    GapReason.INSUFFICIENT,
    GapReason.MISSING_INPUT,
    GapReason.UNSUPPORTED,
    GapReason.LIMIT_REACHED,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class GapGroup:
    """One cause with how often it occurs; `gap` has the types of all occurrences."""

    gap: Gap
    count: int

    @property
    def where(self) -> str:
        """Return what was tried and where: the account and region, else the document or account as it was named."""
        gap = self.gap
        step, _, what = gap.operation.partition(":")
        if gap.source and step in _OF_RESULTS:
            return f"{what} result" if gap.detail.startswith(gap.source) else gap.source
        parts = [_SAID.get(gap.stage, gap.operation), str(gap.place)]
        location = gap.source.partition(":")[2]
        if location and not gap.account and not gap.detail.startswith(location):
            parts.append(gap.source)
        return " ".join(filter(None, parts)) or gap.source

    @property
    def detail(self) -> str:
        """Return what happened in at most 300 characters, and how often."""
        text = self.gap.detail if len(self.gap.detail) <= MAX_DETAIL else f"{self.gap.detail[: MAX_DETAIL - 3]}..."
        return f"{text} ({self.count} times)" if self.count > 1 else text

    @property
    def types(self) -> str:
        """Return the types that are unknown because of it: the first few, and how many more."""
        named, more = self.gap.types[:MAX_TYPES], len(self.gap.types) - MAX_TYPES
        if more <= 0:
            return ", ".join(named)
        return f"{', '.join(named)} and {_count(more, 'more type')}"


def group_gaps(items: Iterable[Gap]) -> list[GapGroup]:
    """Return the causes of gaps, those of the sources first; what follows from another cause is not among them."""
    primary, _ = _parted(items)
    grouped: dict[tuple[str, str, Place, str, str, str], list[Gap]] = {}
    for gap in primary:
        key = (gap.reason, gap.operation, gap.place, gap.source, gap.detail, gap.fix)
        grouped.setdefault(key, []).append(gap)
    ranked = sorted(
        grouped.items(), key=lambda entry: (_compared(entry[1][0]), _FIRST.index(entry[1][0].reason), entry[0])
    )
    return [GapGroup(gap=_joined(same), count=len(same)) for _, same in ranked]


def list_consequences(items: Iterable[Gap]) -> list[str]:
    """Return what could not be verified because of the causes, a line for resources and one for policies."""
    primary, derived = _parted(items)
    why = "because of this" if len({(gap.source, gap.detail) for gap in primary}) == 1 else "because of these"
    missing = [gap for gap in derived if gap.stage is Stage.CONCLUDE]
    checks = [gap for gap in derived if gap.stage is not Stage.CONCLUDE]
    lines = []
    if missing:
        number = sum(gap.count for gap in missing)
        types = _count(len({type_ for gap in missing for type_ in gap.types}), "type")
        lines.append(f"and {_count(number, 'resource')} of {types} could not be verified {why}")
    if checks:
        policies = len({gap.operation for gap in checks})
        said = f"{policies} policies" if policies > 1 else "a policy"
        lines.append(f"and {_count(len(checks), 'check')} of {said} could not be made {why}")
    return lines


def _parted(items: Iterable[Gap]) -> tuple[list[Gap], list[Gap]]:
    """Return the gaps that are causes, and those that follow from them: what no source explains is a cause itself."""
    found = list(items)
    roots = [gap for gap in found if gap.stage in _ROOTS]
    unread = {type_ for gap in roots for type_ in gap.types}
    whole = any(not gap.types for gap in roots)  # a document that cannot be read may hold any type

    def follows(gap: Gap) -> bool:
        if gap.stage is Stage.CONCLUDE:
            return bool(roots) and gap.cause is GapCause.UNREAD and (whole or unread.issuperset(gap.types))
        return gap.stage is Stage.EVALUATE and bool(gap.types) and unread.issuperset(gap.types)

    return [gap for gap in found if not follows(gap)], [gap for gap in found if follows(gap)]


def _compared(gap: Gap) -> bool:
    """Tell whether a gap is of a conclusion or a policy rather than of a source."""
    return gap.stage in _DERIVED


def _joined(same: Sequence[Gap]) -> Gap:
    return replace(same[0], types=tuple(sorted({type_ for gap in same for type_ in gap.types})))


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
