"""Where the plans of a run are kept, for rules that read all of a plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class PlanShelf:
    """Keeps the plans that were read in a run, redacted, by the digests of their bytes.

    They are as large as they are: none is kept before somebody says that they are wanted.
    """

    is_wanted: bool = False
    _plans: dict[str, Mapping[str, Any]] = field(default_factory=dict)

    def keep(self, digest: str, plan: Mapping[str, Any]) -> None:
        """Keep a plan that is without secrets."""
        self._plans[digest] = plan

    def find(self, digest: str) -> Mapping[str, Any] | None:
        """Return a plan with the marks of secrets; none where none of that digest was read."""
        return self._plans.get(digest)
