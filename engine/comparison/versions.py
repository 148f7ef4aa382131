"""Resources that two versions of a provider wrote: what one says under another name, no more, or with another meaning.

The provider's facts tell which (`engine.provider.facts.Versions`). What they do not tell means the same in both.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from engine.comparison.attributes import attribute_gap
from engine.model.outcome import Gap, GapReason
from engine.model.place import is_same_place
from engine.model.snapshot import Resource
from engine.provider.port import Provider

_OWN_PLACE = "region"  # every resource of a newer version tells it, and no older one
_NOTHING: tuple[Any, ...] = (None, "", [], {}, ())


def in_known_words(resources: Iterable[Resource], provider: Provider) -> list[Resource]:
    """Return resources with each attribute under the one of its two names that the schema knows.

    Where it knows both, that is the older one, as observed sides tell it, unless newer versions have that with another
    meaning.
    """
    resources = list(resources)
    renamed = {type_: provider.facts(type_).versions.renamed for type_ in {one.type for one in resources}}
    if not any(renamed.values()):
        return resources
    return [_in_known_words(one, renamed[one.type], provider) for one in resources]


def _in_known_words(resource: Resource, renamed: Mapping[str, str], provider: Provider) -> Resource:
    told = [names for names in renamed.items() if resource.attributes.keys() & set(names)] if renamed else ()
    if not told:
        return resource
    node = provider.find(resource.type)
    attributes = dict(resource.attributes)
    words: dict[str, str] = {}
    for old, new in told:
        values = [attributes.pop(name, None) for name in (new, old)]
        known = old if node is None or new not in node.fields or old in node.varying else new
        attributes[known] = next((value for value in values if value not in _NOTHING), None)
        words |= {old: known, new: known}
    return replace(
        resource,
        attributes=attributes,
        code={words.get(name, name): value for name, value in resource.code.items()},
        ignored=tuple(words.get(name, name) for name in resource.ignored),
    )


class TwoVersions:
    """Tells what two resources that are one cannot tell each other, because versions of a provider are between them."""

    def __init__(self, provider: Provider) -> None:
        """Take what is known of the versions."""
        self._provider = provider

    def find_retold(self, one: Resource, other: Resource) -> set[str]:
        """Return the attributes that only one of the two has, and that both tell in another one, or by their place."""
        retold = self._provider.facts(one.type).versions.retold
        node = self._provider.find(one.type)
        tells_place = node is not None and _OWN_PLACE in node.varying and is_same_place(one, other)
        return ({_OWN_PLACE} if tells_place else set()) | {
            old
            for old, new in retold.items()
            if (old in one.attributes) != (old in other.attributes)
            and all(side.attributes.get(new) not in _NOTHING for side in (one, other))
        }

    def find_gone(self, one: Resource, other: Resource) -> set[str]:
        """Return the attributes that say something on one side and that the version of the other side does not have."""
        node = self._provider.find(one.type)
        if node is None or not node.varying:
            return set()
        only = {
            name
            for side, there in ((one, other), (other, one))
            for name in node.varying & side.attributes.keys() - there.attributes.keys() - {_OWN_PLACE}
            if side.attributes[name] not in _NOTHING and not node.fields[name].computed
        }
        return only - self.find_retold(one, other)

    def find_unlike(self, one: Resource, other: Resource) -> set[str]:
        """Return the attributes that mean something else on the other side; none where one version wrote both."""
        unlike = self._provider.facts(one.type).versions.unlike
        if not unlike or not self._are_two(one, other):
            return set()
        return {
            name
            for name, where in unlike.items()
            if not where or any(side.attributes.get(cause) not in _NOTHING for cause in where for side in (one, other))
        }

    def _are_two(self, one: Resource, other: Resource) -> bool:
        known = self._provider.version_of(one.type)
        first, second = (known if side.schema_version is None else side.schema_version for side in (one, other))
        if first != second:
            return True
        node = self._provider.find(one.type)
        tells = node is not None and _OWN_PLACE in node.varying
        return tells and (_OWN_PLACE in one.attributes) != (_OWN_PLACE in other.attributes)


def unlike_gap(resource: Resource, name: str) -> Gap:
    """Return the gap of a difference in an attribute that means something else in another version."""
    detail = f"{name} of {resource.name} means something else in each of the two versions of the provider"
    fix = "let one version write both: terraform apply -refresh-only with the newer one"
    return attribute_gap(resource, name, GapReason.UNSUPPORTED, detail, fix)
