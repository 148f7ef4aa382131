"""Which attributes people set: all of a type but those that only the provider sets and those that move by themselves.

Five questions are asked of it, which differ in what they make of attributes that were not read, of those that the
schema does not know, and of those that no API tells. Each of them is a method here, and nobody asks the schema himself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

from engine.provider.facts import TypeFacts
from engine.provider.port import Provider
from engine.provider.schema import SchemaNode

_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Settable:
    """What is known of the attributes of one type.

    `known` are those of its schema, none where there is no schema; of these the provider sets the `computed` ones.
    `volatile` attributes move by themselves, `identifying` ones say which resource it is, no API tells the `untold`
    ones, and `varying` ones are not in every version of the provider.
    """

    known: frozenset[str] | None
    computed: frozenset[str]
    volatile: frozenset[str]
    identifying: frozenset[str]
    untold: frozenset[str]
    varying: frozenset[str] = _NONE

    def expected(self, read: Iterable[str]) -> set[str]:
        """Return what two environments are compared by: all that the schema lets people set, was it `read` or not.

        Of a type without a schema it is what was read, and so it is of what not every version of the provider has.
        """
        names = set(read if self.known is None else self.known - self.computed - self.varying.difference(read))
        return names - self.volatile - self.identifying

    def likely(self, read: AbstractSet[str]) -> set[str]:
        """Return what tells which resource is which, of what was read: what the schema does not know tells it, too."""
        return set(read - self.volatile - self.identifying - self.computed)

    def sure(self, read: AbstractSet[str]) -> set[str]:
        """Return what surely was decided by somebody, of what was read: what the schema does not know may not be."""
        found = self.likely(read)
        return found if self.known is None else found & self.known

    def in_code(self) -> set[str]:
        """Return what code can say and reality can contradict; nothing without a schema, which alone could tell."""
        return set((self.known or _NONE) - self.computed - self.volatile - self.untold - self.varying)

    def never_missed(self) -> frozenset[str]:
        """Return what no observed side has to tell: what people cannot set, and what no API tells."""
        return self.volatile | self.computed | self.untold

    def is_set(self, name: str) -> bool:
        """Tell whether people set an attribute that only the observed side has; of an unknown type any may be."""
        return self.known is None or (name in self.known and name not in self.computed)


class Settables:
    """The settable attributes of a provider's types, each looked up once."""

    def __init__(self, provider: Provider) -> None:
        """Begin with nothing looked up."""
        self._provider = provider
        self._found: dict[str, Settable] = {}

    def of(self, type_: str) -> Settable:
        """Return what is known of the attributes of a type."""
        found = self._found.get(type_)
        if found is None:
            common, facts, node = self._provider.common, self._provider.facts(type_), self._provider.find(type_)
            fields = node.fields if node is not None else {}
            found = self._found[type_] = Settable(
                known=frozenset(fields) if node is not None else None,
                computed=frozenset(name for name, child in fields.items() if child.computed),
                volatile=(common.volatile - facts.steady) | facts.volatile,
                identifying=frozenset(find_own(common.identifying, facts, node)),
                untold=common.terraform_only | facts.terraform_only,
                varying=node.varying if node is not None else _NONE,
            )
        return found


def find_own(names: Iterable[str], facts: TypeFacts, node: SchemaNode | None) -> list[str]:
    """Return which of some attributes name the resource itself, in their order: what people set names another one."""
    fields = node.fields if node is not None else {}
    return [name for name in names if name not in fields or fields[name].computed or name in facts.own or name == "id"]


def without_computed(value: Any, node: SchemaNode | None) -> Any:
    """Return the value of an attribute without what only the provider sets, at every depth."""
    if node is None:
        return value
    inner = node.element or node  # of a block of which there is one, another version has a list, or none
    if isinstance(value, Mapping) and inner.fields:
        return {
            name: without_computed(item, inner.fields.get(name))
            for name, item in value.items()
            if name not in inner.fields or not inner.fields[name].computed
        }
    if isinstance(value, list):
        return [without_computed(item, inner) for item in value]
    return value
