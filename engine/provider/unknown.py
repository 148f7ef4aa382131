"""A provider that knows nothing: resources are compared by what they say, lists in order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.provider.facts import UNKNOWN, CommonFacts, TypeFacts
from engine.provider.schema import SchemaNode


class UnknownProvider:
    """Implements `engine.provider.port.Provider` for types that nobody has described."""

    version = ""
    common = CommonFacts()

    def find(self, type_: str) -> SchemaNode | None:  # noqa: ARG002 - it knows none
        """Return no schema."""
        return None

    def version_of(self, type_: str) -> int | None:  # noqa: ARG002 - the same
        """Return no version."""
        return None

    def facts(self, type_: str) -> TypeFacts:  # noqa: ARG002 - the same
        """Return nothing."""
        return UNKNOWN

    def find_inside(self, child: str, told: Mapping[str, Any]) -> Any:  # noqa: ARG002 - the same
        """Return nothing."""
        return
