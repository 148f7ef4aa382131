"""What is known of AWS's resource types: their schemas from a table, all else from the modules of their services."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from engine.errors import EngineError
from engine.provider.facts import UNKNOWN, TypeFacts
from engine.provider.schema import SchemaNode, SchemaTable
from snapshots.aws.common_facts import COMMON
from snapshots.aws.index import module_of, services_of
from snapshots.aws.inside import FORMS, UnsayableError
from snapshots.aws.judging import JUDGING
from snapshots.aws.reading.service import Service
from snapshots.aws.upgrades import UPGRADES
from snapshots.aws.written import IMPORTED, NEEDED, UNSAID


class DeclarationError(EngineError):
    """A resource type is declared twice, or where nobody finds it; a defect of driftgate, never of the input."""


class AwsProvider:
    """Implements `engine.provider.port.Provider`; a service is imported when one of its types is asked about."""

    def __init__(self, schema: SchemaTable) -> None:
        """Take the schemas from a table; import nothing yet."""
        self._schema = schema
        self._modules: dict[str, Declared] = {}
        self._facts: dict[str, TypeFacts] = {}
        self.common = COMMON

    @property
    def version(self) -> str:
        """Return what the schemas were made from."""
        return self._schema.version

    def find(self, type_: str) -> SchemaNode | None:
        """Return the object node of a type, none when the table does not know it."""
        return self._schema.find(type_)

    def version_of(self, type_: str) -> int | None:
        """Return the version of a type's schema, none when the table does not know the type."""
        return self._schema.version_of(type_)

    def facts(self, type_: str) -> TypeFacts:
        """Return what is known of a type; raises DeclarationError where its service is not declared as it must be."""
        known = self._facts.get(type_)
        if known is None:
            known, upgrade = self._found(type_), UPGRADES.get(type_)
            known = self._facts.setdefault(type_, known if upgrade is None else upgrade.added_to(known))
        return known

    def find_inside(self, child: str, told: Mapping[str, Any]) -> Any:
        """Return what a separate resource says as it stands inside of its parent, none where it cannot stand there."""
        form = FORMS.get(child)
        try:
            return None if form is None else form(told)
        except (UnsayableError, LookupError, TypeError, AttributeError):  # also of another shape than its type has
            return None

    def _found(self, type_: str) -> TypeFacts:
        module = module_of(type_)
        if not module:
            return UNKNOWN
        if module not in self._modules:
            self._modules[module] = Declared(module, services_of(module))
        return self._modules[module].facts(type_)


class Declared:
    """What a service module says of types."""

    def __init__(self, module: str, services: Iterable[Service]) -> None:
        """Raise DeclarationError for a type that is declared twice, or whose name leads to another module."""
        self._services = tuple(services)
        self._own: dict[str, TypeFacts] = {}
        for service in self._services:
            seen: set[str] = set()
            for name, facts in _declared(service):
                if name in seen or self._own.setdefault(name, facts) is not facts:
                    raise DeclarationError(f"{name} is declared twice in snapshots/aws/services/{module}.py")
                if module_of(name) != module:
                    where = module_of(name) or "no module"
                    raise DeclarationError(f"{name} is declared in {module}, and snapshots/aws/index.py says {where}")
                seen.add(name)

    def facts(self, type_: str) -> TypeFacts:
        """Return what is known of a type of these services, with what is known of all whose names begin alike."""
        own = self._own.get(type_, UNKNOWN)
        is_read = any(entry.name == type_ for service in self._services for entry in service.types)
        by_id = ("{id}",) if is_read and own.key is None else None  # where the id is made up nothing imports by it
        service = next((service.events or service.name for service in self._services), "")
        families = [
            facts
            for service in self._services
            for name, facts in sorted(service.families.items(), reverse=True)
            if type_ == name or type_.startswith(f"{name}_")
        ]
        return replace(
            own,
            service=service,
            decides=own.decides or next((family.decides for family in families if family.decides), None),
            imported=IMPORTED.get(type_, by_id),
            unsaid=UNSAID.get(type_, {}),
            unset=JUDGING.unset.get(type_, {}),
            needed=NEEDED.get(type_, ()),
            nameless=own.nameless or any(family.nameless for family in families),
        )


def _declared(service: Service) -> Iterator[tuple[str, TypeFacts]]:
    yield from ((type_.name, type_.facts) for type_ in service.types)
    yield from ((type_.name, type_.facts) for type_ in service.known)
