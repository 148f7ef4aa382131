"""What differs between two canonical values, found by DeepDiff; the only importer of it.

A value is looked into only when the two sides are unequal. Sets are maps by then, so that DeepDiff never has to guess
which elements belong together. Its limits are off, and both of its limit flags are checked after every call, because it
returns an empty result when it stops early.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import deepdiff
from deepdiff import DeepDiff
from deepdiff.helper import CannotCompare, NotPresent

from engine.canonical.canonicalise import Unordered, equal, restore
from engine.errors import EngineError

OPTIONS = (
    f"deepdiff {deepdiff.__version__}",
    "ignore_order=False",
    "zip_ordered_iterables=True",
    "threshold_to_diff_deeper=0",
    "ignore_private_variables=False",
    "view=tree",
)
_SECRET_PARTS = frozenset({"$secret", "epoch"})
_LIMIT_FLAGS = ("MAX PASS LIMIT REACHED", "MAX DIFF LIMIT REACHED")


class LimitReachedError(EngineError):
    """DeepDiff stopped before it had compared everything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One difference: `path` of names, list positions and set keys; sides as plain JSON, none if absent."""

    path: tuple[str, ...]
    before: Any
    after: Any


def changes(left: Any, right: Any, *, path: tuple[str, ...] = ()) -> tuple[Change, ...]:
    """Return the differences between two canonical values below `path`, sorted by path.

    Raises LimitReachedError when the comparison is not complete.
    """
    if equal(left, right):
        return ()
    if not _same_shape(left, right):
        return (Change(path=path, before=restore(left), after=restore(right)),)
    left, right = _paired(left, right)
    found = tuple(sorted({change.path: change for change in _deep(left, right, path)}.values(), key=_by_path))
    if not found:  # unequal, and yet nothing was found: true and 1 are the same to Python
        return (Change(path=path, before=restore(left), after=restore(right)),)
    return found


def _deep(left: Any, right: Any, path: tuple[str, ...]) -> Iterator[Change]:
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
        raise LimitReachedError(f"the comparison of {'.'.join(path)} stopped at a limit")
    for levels in diff.values():
        for level in levels:
            steps = level.path(output_format="list")
            if steps and steps[-1] in _SECRET_PARTS and _secret(level.up.t1) and _secret(level.up.t2):
                level, steps = level.up, steps[:-1]  # noqa: PLW2901 - the secret is the value, not its fingerprint
            inner = tuple(str(step) for step in steps)
            yield Change(path=(*path, *inner), before=_side(level.t1), after=_side(level.t2))


def _by_path(change: Change) -> tuple[str, ...]:
    return change.path


def _side(value: Any) -> Any:
    return None if isinstance(value, NotPresent | CannotCompare) or value is NotPresent else restore(value)


def _same_shape(left: Any, right: Any) -> bool:
    return (isinstance(left, Mapping) and isinstance(right, Mapping) and not _secret(left) and not _secret(right)) or (
        isinstance(left, list) and isinstance(right, list)
    )


def _secret(value: Any) -> bool:
    return isinstance(value, Mapping) and "$secret" in value


def _paired(left: Any, right: Any) -> tuple[Any, Any]:
    """Give the one element of a set that changed the same key on both sides, at every depth."""
    if isinstance(left, Unordered) and isinstance(right, Unordered):
        gone, new = left.keys() - right.keys(), right.keys() - left.keys()
        if len(gone) == len(new) == 1:
            (old_key,), (new_key,) = gone, new
            if isinstance(left[old_key], Mapping) and isinstance(right[new_key], Mapping):
                right = Unordered({old_key if key == new_key else key: item for key, item in right.items()})
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        pairs = {key: _paired(left[key], right[key]) for key in left.keys() & right.keys()}
        kind = Unordered if isinstance(left, Unordered) else dict
        return (
            kind({key: pairs[key][0] if key in pairs else item for key, item in left.items()}),
            kind({key: pairs[key][1] if key in pairs else item for key, item in right.items()}),
        )
    return left, right
