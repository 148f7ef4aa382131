"""What the entries of states were read as: most of two states that are compared, or of two of one day, are the same.

The same text of an entry is the same resources, whichever state it stands in: an instance tells all that is read of it.
Where it is placed and what gaps are called is of a state, and made anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from snapshots.terraform.documents import Opened
from snapshots.terraform.state.resources import Made

_MANY = 200_000  # entries that are remembered


@dataclass(frozen=True, slots=True)
class ReadEntries:
    """Remembers entries by the SHA-256 of their text; for readings with one redactor, of one key, and one provider."""

    _found: dict[bytes, tuple[Made, ...]] = field(default_factory=dict, repr=False)

    def recall(self, state: Opened) -> Opened:
        """Return a state whose entries, where they were read before, are what they were read as.

        Its text is what is left to read.
        """
        entries = state.value.get("resources")
        if not self._found or not isinstance(entries, list):
            return state
        recalled = [self._found.get(_digest(one), one) if isinstance(one, msgspec.Raw) else one for one in entries]
        if not any(isinstance(one, tuple) for one in recalled):
            return state
        new = [one for one in recalled if isinstance(one, msgspec.Raw)]
        return Opened(state.form, {**state.value, "resources": recalled}, b",".join((state.rest, *new)), state.rest)

    def keep(self, entry: msgspec.Raw, made: Sequence[Made]) -> None:
        """Remember what an entry was read as, without a gap."""
        if len(self._found) >= _MANY:
            self._found.clear()
        self._found[_digest(entry)] = tuple(made)


def _digest(entry: Any) -> bytes:
    return hashlib.sha256(entry).digest()
