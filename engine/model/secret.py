"""The marker that stands in a snapshot for a secret."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_KEYS = frozenset({"$secret", "epoch"})


def is_secret(value: Any) -> bool:
    """Tell whether a value is `{"$secret": fingerprint, "epoch": key epoch}`; a document may have such keys itself."""
    return (
        isinstance(value, Mapping)
        and "$secret" in value
        and value.keys() == _KEYS
        and isinstance(value["$secret"], str)
        and isinstance(value["epoch"], str)
    )
