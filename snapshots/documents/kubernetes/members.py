"""Members of an object that anybody may have written: what is of another form is taken as empty."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def as_mapping(value: Any) -> Mapping[str, Any]:
    """Return an object, an empty one for anything else."""
    return value if isinstance(value, Mapping) else {}


def as_items(value: Any) -> list[Mapping[str, Any]]:
    """Return the objects of a list, none for anything else."""
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []
