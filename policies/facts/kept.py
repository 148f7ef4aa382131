"""What was worked out and is asked for again soon: of one resource by many policies, one after another."""

from __future__ import annotations

from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")
_FULL = 4096  # entries: some batches of resources


class Kept(dict[K, V], Generic[K, V]):
    """A dictionary that is emptied when it is full, so that an estate of any size takes the same memory.

    Keys may hold the `id` of a resource or of a policy, which the snapshot and the pack keep alive.
    """

    def __init__(self, full: int = _FULL) -> None:
        """Begin with nothing; so many entries are the most."""
        super().__init__()
        self._full = full

    def keep(self, key: K, value: V) -> V:
        """Keep a value, and return it."""
        if len(self) >= self._full:
            self.clear()
        self[key] = value
        return value
