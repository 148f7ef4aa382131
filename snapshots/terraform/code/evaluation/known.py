"""A value with what is known of it, and how much may be looked at to know it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from snapshots.terraform.code.evaluation.values import LimitError

MOST = 20_000  # parts of a value: locals that name each other twice would grow without end
_LETTERS = 64  # of a text are one part
_WORK = 1_000_000  # parts that are looked at for nothing
_ALLOWED = 500  # and for each expression: what has many may take long


@dataclass(frozen=True, slots=True)
class Known:
    """A value, how many parts it has, and whether it holds whatever is given from outside.

    A part of it may be `Unknown`.
    """

    value: Any
    size: int = 1
    certain: bool = True


@dataclass(slots=True)
class Work:
    """How much may still be looked at: what a few lines ask for may take no longer than many lines."""

    left: int = _WORK

    def begin(self) -> None:
        """Allow for one expression more."""
        self.left = min(_WORK, max(self.left, 0) + _ALLOWED)

    def spend(self, parts: int) -> None:
        """Take parts off; raises LimitError where there are none left."""
        self.left -= parts
        if self.left < 0:
            raise LimitError


def literal(value: Any) -> Known:
    """Return a value that the code says, whatever its form."""
    return Known(value, size_of(value))


def size_of(value: Any) -> int:
    """Return how many parts a value has."""
    if isinstance(value, dict):
        return 1 + len(value) + sum(map(size_of, value.values()))
    if isinstance(value, list):
        return 1 + sum(map(size_of, value))
    return 1 + len(value) // _LETTERS if isinstance(value, str) else 1


Names = Mapping[str, Known]
