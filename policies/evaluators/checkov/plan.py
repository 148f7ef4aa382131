"""The resources of a snapshot as a plan has them, with the references between them that Checkov's graphs need.

Resources have made-up names there: no address and no name of a module reaches Checkov. What nobody has set is left out,
as code leaves it out: a null, an empty text or an empty list stands in every state, and a check that asks whether an
attribute is there takes it for a value.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from engine.jsontext.codec import to_builtins
from engine.model.secret import is_secret_mark
from engine.model.snapshot import Resource

_NAMES = ("id", "arn", "bucket", "name", "url")
_PARTS = ("_policy", "_block", "_versioning", "_configuration", "_controls", "_logging", "_attachment")
_OWN = frozenset({"id", "arn"})
_REDACTED = "redacted"


class SynthesisedPlan:
    """A plan of some resources; each is there under a name of ours."""

    def __init__(self, resources: Sequence[Resource]) -> None:
        """Index the resources by all that others may call them."""
        self._resources = resources
        self._names = {id(item): f"r{number}" for number, item in enumerate(resources)}
        self._known: dict[str, list[Resource]] = defaultdict(list)
        self._by_address: dict[str, Resource] = {item.address: item for item in resources if item.address}
        for item in resources:
            values = (item.attributes.get(name) for name in _NAMES)
            for value in dict.fromkeys(value for value in values if isinstance(value, str) and value):
                self._known[value].append(item)

    def name_of(self, resource: Resource) -> str:
        """Return the address of a resource in the plan."""
        return f"{resource.type}.{self._names[id(resource)]}"

    def resources(self) -> list[dict[str, Any]]:
        """Return the resources, each with its values and the expressions that refer to others."""
        return [self._planned(item) for item in self._resources]

    def _planned(self, item: Resource) -> dict[str, Any]:
        expressions = self._expressions(item, item.attributes)
        for name, reference in self._intended(item):
            expressions.setdefault(name, {"references": []})["references"] += self._named(reference)
        return {
            "address": self.name_of(item),
            "mode": "managed",
            "type": item.type,
            "name": self._names[id(item)],
            "values": _without_unset(item.attributes),
            "expressions": {name: value for name, value in sorted(expressions.items()) if value != {"references": []}},
        }

    def _intended(self, item: Resource) -> Iterator[tuple[str, Resource]]:
        """Yield what attributes that only an apply tells refer to."""
        for reference in item.intent.refers if item.intent is not None else ():
            if (other := self._by_address.get(reference.address)) is not None and other is not item:
                yield reference.attribute, other

    def _expressions(self, item: Resource, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return the references in attributes, in the form of a plan: a block has those of its own attributes."""
        found: dict[str, Any] = {}
        for name, value in values.items():
            if isinstance(value, list) and any(isinstance(entry, Mapping) for entry in value):
                inner = [self._expressions(item, entry) if isinstance(entry, Mapping) else {} for entry in value]
                if any(inner):
                    found[name] = inner
            elif name not in _OWN and (references := list(self._references(item, value))):
                found[name] = {"references": references}
        return found

    def _references(self, item: Resource, value: Any) -> Iterator[str]:
        for text in value if isinstance(value, list) else [value]:
            if not isinstance(text, str):
                continue
            for other in self._known.get(text, ()):
                # A sub-resource has its parent's id: what is meant is the parent, which bears the name itself.
                if other is not item and _bears(other, text):
                    yield from self._named(other)

    def _named(self, other: Resource) -> list[str]:
        target = self.name_of(other)
        return [f"{target}.id", target]


def _bears(resource: Resource, text: str) -> bool:
    own = resource.attributes.get("arn") == text or resource.attributes.get("name") == text or resource.id == text
    return own and not (resource.type.startswith("aws_s3_bucket_") or resource.type.endswith(_PARTS))


def _without_unset(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return attributes without those that nobody has set, and without what stands for a secret."""
    told = ((name, _plain(value)) for name, value in values.items())
    return {name: value for name, value in told if value not in (None, "", [], {})}


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return _REDACTED if is_secret_mark(value) else _without_unset(value)
    if isinstance(value, list | tuple):
        return [_plain(entry) for entry in value if entry is not None]
    return to_builtins(value)
