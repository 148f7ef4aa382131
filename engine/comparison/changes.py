"""What differs between two canonical values; the only importer of DeepDiff.

Maps are walked by their keys, and sets are maps by then, so that nothing has to be guessed. What is left are lists:
their common ends are left out, and DeepDiff compares what stands between them. Its limits are off, and both of its
limit flags are checked after every call, because it returns an empty result when it stops early.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.metadata import version
from typing import Any, NamedTuple

from engine.canonical.sets import Unordered, equal, restore, write_identity
from engine.comparison.leaves import element, member
from engine.errors import EngineError
from engine.model.path import Change, Index, Path, SetKey, written
from engine.model.secret import is_secret_mark
from engine.provider.schema import SchemaNode

OPTIONS = (
    f"deepdiff {version('deepdiff')}",
    "ignore_order=False",
    "zip_ordered_iterables=True",
    "threshold_to_diff_deeper=0",
    "ignore_private_variables=False",
    "view=tree",
)
_ENOUGH_IN_COMMON = 0.5
_MOST_KNOWN = 1_000
_MOST_PAIRS = 400  # of elements of one set that are looked at; beyond, those that went and came are told as such
_LIMIT_FLAGS = ("MAX PASS LIMIT REACHED", "MAX DIFF LIMIT REACHED")


class LimitReachedError(EngineError):
    """DeepDiff stopped before it had compared everything."""


class _Known(NamedTuple):
    """What differs between two values, which stay as long as it does: only then are their ids theirs.

    `depth` is how many parts of the changes' paths stood before the values, `node` the schema of both.
    """

    left: Any
    right: Any
    node: SchemaNode | None
    depth: int
    changes: tuple[Change, ...]


class Differences:
    """Finds the differences between canonical values, and remembers them: one form stands in many resources."""

    def __init__(self) -> None:
        """Begin with nothing remembered."""
        self._known: dict[tuple[int, int, int], _Known] = {}

    def between(self, left: Any, right: Any, *, path: Path = (), node: SchemaNode | None = None) -> tuple[Change, ...]:
        """Return the differences between two canonical values below `path`, sorted by path; `node` is their schema.

        Raises LimitReachedError when the comparison is not complete.
        """
        if equal(left, right):
            return ()
        pair = (id(left), id(right), id(node))
        known = self._known.get(pair)
        if known is None:
            found = tuple(sorted(_changes(left, right, path, node), key=_by_path))
            known = _Known(left, right, node, len(path), found)
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            self._known[pair] = known
            return known.changes
        return tuple(
            Change(path=(*path, *change.path[known.depth :]), before=change.before, after=change.after)
            for change in known.changes
        )


def _by_path(change: Change) -> Path:
    return change.path


def _changes(left: Any, right: Any, path: Path, node: SchemaNode | None) -> Iterator[Change]:
    """Yield the changes between two values that are not equal."""
    if isinstance(left, Unordered) and isinstance(right, Unordered):
        yield from _of_sets(left, right, path, element(node))
    elif _is_map(left) and _is_map(right):
        yield from _of_maps(left, right, path, node)
    elif isinstance(left, list) and isinstance(right, list):
        yield from _of_lists(left, right, path, element(node))
    else:
        yield Change(path=path, before=restore(left), after=restore(right))


def _is_map(value: Any) -> bool:
    return isinstance(value, dict) and not isinstance(value, Unordered) and not is_secret_mark(value)


def _of_maps(
    left: Mapping[str, Any], right: Mapping[str, Any], path: Path, node: SchemaNode | None
) -> Iterator[Change]:
    alone = () if left.keys() == right.keys() else left.keys() ^ right.keys()
    if any(left.get(key) is None and right.get(key) is None for key in alone):
        # In a document null is not the same as absent, and neither has a form of its own to be shown in.
        yield Change(path=path, before=restore(left), after=restore(right))
        return
    for key in (*left, *(key for key in alone if key in right)):
        before, after = left.get(key), right.get(key)
        if not equal(before, after):
            part, inner = member(node, key)
            yield from _changes(before, after, (*path, part), inner)


def _of_sets(left: Unordered, right: Unordered, path: Path, node: SchemaNode | None) -> Iterator[Change]:
    """Compare the elements that only one side has: those of one key, then those that are much alike, are pairs."""
    ours, theirs = _without_twins(left, right)
    pairs = [(key, key) for key in sorted(ours.keys() & theirs.keys())]
    gone = {key: item for key, item in ours.items() if key not in theirs}
    new = {key: item for key, item in theirs.items() if key not in ours}
    pairs += _alike(gone, new)
    for key, other in pairs:
        one, two = ours.pop(key), theirs.pop(other)
        if not equal(one, two):
            yield from _changes(one, two, (*path, SetKey(key)), node)
    for key, item in ours.items():
        yield Change(path=(*path, SetKey(key)), before=restore(item), after=None)
    for key, item in theirs.items():
        yield Change(path=(*path, SetKey(key)), before=None, after=restore(item))


def _without_twins(left: Unordered, right: Unordered) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the elements without an equal one on the other side; its key may be another when a neighbour changed."""
    ours, theirs = dict(left), dict(right)
    twins = {write_identity(item): key for key, item in right.items()}
    for key, item in left.items():
        twin = twins.get(write_identity(item))
        if twin is not None:
            del ours[key], theirs[twin]
    return ours, theirs


def _alike(gone: Mapping[str, Any], new: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the keys of elements that are one that changed: the only two, or two that have most in common."""
    if len(gone) == len(new) == 1:
        return [(next(iter(gone)), next(iter(new)))]
    if len(gone) * len(new) > _MOST_PAIRS:
        return []
    theirs = {key: _members(item) for key, item in new.items() if _is_map(item)}
    scores = [
        (-score, key, other)
        for key, item in gone.items()
        if _is_map(item)
        for one in [_members(item)]
        for other, two in theirs.items()
        if (score := _in_common(one, two)) >= _ENOUGH_IN_COMMON
    ]
    found: dict[str, str] = {}
    for _, key, other in sorted(scores):
        if key not in found and other not in found.values():
            found[key] = other
    return list(found.items())


def _members(item: Mapping[str, Any]) -> dict[str, bytes]:
    return {name: write_identity(value) for name, value in item.items()}


def _in_common(one: Mapping[str, bytes], other: Mapping[str, bytes]) -> float:
    """Return the part of two objects' members that is equal, from 0 to 1."""
    return len(one.items() & other.items()) / (len(one.keys() | other.keys()) or 1)


def _of_lists(left: list[Any], right: list[Any], path: Path, node: SchemaNode | None) -> Iterator[Change]:
    shorter = min(len(left), len(right))
    start = next((index for index in range(shorter) if not equal(left[index], right[index])), shorter)
    rest = shorter - start
    end = next((index for index in range(rest) if not equal(left[-1 - index], right[-1 - index])), rest)
    ours, theirs = left[start : len(left) - end], right[start : len(right) - end]
    if not ours or not theirs:
        for index, item in enumerate(ours or theirs, start):
            before, after = (restore(item), None) if ours else (None, restore(item))
            yield Change(path=(*path, Index(index)), before=before, after=after)
        return
    one_each = len(ours) == len(theirs) == 1  # which differ: DeepDiff would walk all that is in them, at each depth
    for index in [0] if one_each else _differing(ours, theirs, path):
        at = (*path, Index(start + index))
        if index < min(len(ours), len(theirs)):
            if not equal(ours[index], theirs[index]):
                yield from _changes(ours[index], theirs[index], at, node)
        else:
            one, other = (restore(side[index]) if index < len(side) else None for side in (ours, theirs))
            yield Change(path=at, before=one, after=other)


def _differing(left: list[Any], right: list[Any], path: Path) -> list[int]:
    """Return the positions at which two lists differ."""
    from deepdiff import DeepDiff  # noqa: PLC0415 - few comparisons get here, and it takes a tenth of a second

    diff = DeepDiff(
        left,
        right,
        ignore_order=False,
        zip_ordered_iterables=True,
        threshold_to_diff_deeper=0,
        ignore_private_variables=False,
        view="tree",
    )
    stats = diff.get_stats()  # type: ignore[no-untyped-call]  # deepdiff leaves it untyped
    if any(stats.get(flag) for flag in _LIMIT_FLAGS):
        raise LimitReachedError(f"the comparison of {written(path)} stopped at a limit")
    return sorted({int(level.path(output_format="list")[0]) for levels in diff.values() for level in levels})
