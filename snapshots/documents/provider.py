"""What is known of documents' types, before a provider that knows all others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.model.outcome import Severity
from engine.model.parity import Expectation, ParityRule
from engine.provider.facts import CommonFacts, TypeFacts
from engine.provider.meaning import Meaning
from engine.provider.port import Provider
from engine.provider.schema import SchemaNode
from snapshots.documents.kubernetes.facts import facts_of, is_kubernetes
from snapshots.documents.plain import TYPE

_SERVED = dict.fromkeys(("defaultVariant", "enabled", "on", "state", "offVariation", "fallthrough"), Severity.HIGH)
_OF_FLAGS = TypeFacts(choosing=True, verbatim=True, grades=_SERVED, meanings=dict.fromkeys(_SERVED, Meaning.BEHAVIOUR))
_FLAGS: Mapping[str, TypeFacts] = {
    **dict.fromkeys(
        ("flagd_flag", "unleash_flag", "launchdarkly_flag_environment", "appconfig_flag", "flagd_evaluator"), _OF_FLAGS
    ),
    **dict.fromkeys(
        ("launchdarkly_flag", "unleash_context_field", "flagd_flag_set"), TypeFacts(choosing=True, verbatim=True)
    ),
}
_PLAIN = TypeFacts(
    choosing=True,
    verbatim=True,
    parity=(
        ParityRule(
            name="place",
            expect=Expectation.MAY_DIFFER,
            path="values.namespace",
            reason="each environment has its own place",
        ),
    ),
)


class DocumentProvider:
    """Implements `engine.provider.port.Provider`: knows the types of documents, and asks another one for the rest."""

    def __init__(self, rest: Provider) -> None:
        """`rest` knows all other types, and what is known of attributes whatever the type."""
        self._rest = rest
        self._facts: dict[str, TypeFacts] = {TYPE: _PLAIN, **_FLAGS}

    @property
    def version(self) -> str:
        """Return what the schemas were made from."""
        return self._rest.version

    @property
    def common(self) -> CommonFacts:
        """Return what is known of attributes whatever the type."""
        return self._rest.common

    def find(self, type_: str) -> SchemaNode | None:
        """Return the object node of a type, none of a document's: no schema says which lists are sets there."""
        return self._rest.find(type_)

    def version_of(self, type_: str) -> int | None:
        """Return the version of a type's schema, none of a document's type."""
        return self._rest.version_of(type_)

    def facts(self, type_: str) -> TypeFacts:
        """Return what is known of a type: the same object each time."""
        found = self._facts.get(type_)
        if found is None:
            found = facts_of(type_) if is_kubernetes(type_) else self._rest.facts(type_)
            found = self._facts.setdefault(type_, found)
        return found

    def find_inside(self, child: str, told: Mapping[str, Any]) -> Any:
        """Return what a separate resource says as it stands inside of its parent: no document has such."""
        return self._rest.find_inside(child, told)
