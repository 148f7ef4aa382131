"""Where the engine gets what is known of resource types from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from engine.provider.facts import CommonFacts, TypeFacts
from engine.provider.schema import SchemaTable


class Provider(SchemaTable, Protocol):
    """Knows the resource types of a cloud: their schemas, and what no schema tells."""

    @property
    def common(self) -> CommonFacts:
        """Return what is known of attributes whatever the type."""
        ...

    def facts(self, type_: str) -> TypeFacts:
        """Return what is known of a type: the same object each time, an empty one of an unknown type."""
        ...

    def find_inside(self, child: str, told: Mapping[str, Any]) -> Any:
        """Return what a separate resource of a type says, as it stands inside of its parent after the next refresh.

        `told` are its attributes. None where nobody knows, or where there is no inline form of it.
        """
        ...
