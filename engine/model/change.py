"""What differs: where it is, and the two sides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.model.path import Path


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: where it is, and the sides as plain JSON, none if absent.

    Of drift the sides are what was intended and what is there, of a policy what is required and what was observed, of a
    measurement the limit and the value. `path` is empty for a whole resource. `rules` are those of the canonical form
    that were applied to the two sides.
    """

    path: Path = ()
    before: Any = None
    after: Any = None
    rules: tuple[str, ...] = ()
