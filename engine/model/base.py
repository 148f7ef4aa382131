"""What a change is held against: what was there before it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """The commit that a change starts from: where its line left that of `name`, as a person typed it.

    A verdict with a base is about the change and not about the environment.
    """

    name: str
    commit: str

    def __str__(self) -> str:
        """Return what was typed with the beginning of the commit, which is all where that was typed."""
        return self.short if self.commit.startswith(self.name) else f"{self.name} ({self.short})"

    @property
    def short(self) -> str:
        """Return the beginning of the commit, as people read it."""
        return self.commit[:12]
