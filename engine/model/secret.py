"""The marker that stands in a snapshot for a secret."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_PLAIN = frozenset({str, int, float, bool, list, type(None)})
_KEYS = frozenset({"$secret", "epoch"})


def is_secret(value: Any) -> bool:
    """Tell whether a value is `{"$secret": fingerprint, "epoch": key epoch}`; a document may have such keys itself."""
    if value.__class__ in _PLAIN:  # asking an abstract class takes longer than all the rest
        return False
    return (
        isinstance(value, Mapping)
        and "$secret" in value
        and value.keys() == _KEYS
        and isinstance(value["$secret"], str)
        and isinstance(value["epoch"], str)
    )
