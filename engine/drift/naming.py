"""What a resource is called in the calls that change it: by which words an event names it, and of which service.

Ids, ARNs and addresses stand for one resource wherever they occur. A name is only one among resources of its kind: of
it the event has to say as what it is meant (`engine.model.event.Mention.role`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from engine.model.event import Mention
from engine.model.snapshot import Resource
from engine.provider.port import Provider

_ARN_SERVICE = re.compile(r"arn:[a-z-]+:([a-z0-9-]+):")


@dataclass(frozen=True, slots=True)
class Way:
    """One way to name a resource: words of which an event has every one. `unique` ones need no role."""

    words: tuple[str, ...]
    unique: bool


class EventNaming:
    """Says how a provider's events name resources and services."""

    def __init__(self, provider: Provider) -> None:
        """Take what the provider says of names."""
        self._provider, self._naming, self._events = provider, provider.common.naming, provider.common.events
        self._unique = re.compile(self._naming.unique) if self._naming.unique else None
        self._reads = re.compile(self._events.reads) if self._events.reads else None

    def list_ways(self, resource: Resource) -> Iterator[Way]:
        """Yield the ways in which an event can name a resource."""
        facts = self._provider.facts(resource.type)
        if facts.called:
            words = tuple(map(plain, _texts(resource.attributes, facts.called)))
            if len(words) == len(facts.called):
                yield Way(words, unique=True)
        own = self._naming.own[:1] if facts.nameless else self._naming.own
        for word in dict.fromkeys(map(plain, (resource.id, *_texts(resource.attributes, own)))):
            unique = self._unique is not None and self._unique.fullmatch(word) is not None
            if word and (unique or not facts.called):
                yield Way((word,), unique=unique)

    def service_of(self, resource: Resource) -> str:
        """Return the service whose calls change a resource: by its ARN, else by its type."""
        arn = resource.attributes.get("arn")
        match = _ARN_SERVICE.match(arn) if isinstance(arn, str) else None
        if match is not None:
            return match[1]
        parts = resource.type.split("_")
        return self._provider.facts(resource.type).service or (parts[1] if len(parts) > 1 else "")

    def service_named(self, source: str) -> str:
        """Return the service of an event as ARNs call it."""
        return self._events.services.get(source, source)

    def is_everywhere(self, service: str) -> bool:
        """Tell whether the region in which a service's calls are recorded says nothing."""
        return service in self._events.everywhere

    def reads(self, call: str) -> bool:
        """Tell whether a call changes nothing, by its name."""
        return self._reads is not None and self._reads.match(call) is not None


def plain(name: str) -> str:
    """Return a name as all APIs write it: of a zone without its path, of a log group without its end, of DNS too."""
    return name.removeprefix("/hostedzone/").removesuffix(":*").rstrip(".")


def means(mention: Mention, type_: str) -> bool:
    """Tell whether what an event calls a thing can be of a Terraform type."""
    whole = type_.replace("_", "")
    return mention.role in whole or (mention.role.startswith("db") and mention.role[2:] in whole)


def _texts(attributes: Mapping[str, Any], names: tuple[str, ...]) -> Iterator[str]:
    for name in names:
        value = attributes.get(name)
        if isinstance(value, str) and value:
            yield value
