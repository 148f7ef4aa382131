"""What a resource refers to: the other resources of its estate that its attributes name."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from engine.model.place import nearest
from engine.model.secret import is_secret_mark
from engine.model.snapshot import Resource
from engine.provider.port import Provider

_ENDS = frozenset({"name", "names", "id", "ids", "arn", "arns", "identifier", "identifiers"})
_ENOUGH = 2  # words at the end of an attribute and of a type that make a name the name of one of that type


class Neighbours:
    """The resources of an estate by what others name them by."""

    def __init__(self, resources: Iterable[Resource], provider: Provider) -> None:
        """Index the resources by their ids and by what `provider` says that others name them by."""
        naming = provider.common.naming
        self._unique = re.compile(naming.unique) if naming.unique else None
        self._called: dict[str, list[Resource]] = defaultdict(list)
        for item in resources:
            told = (item.id, *(item.attributes.get(link) for link in naming.links))
            for name in {text for text in told if isinstance(text, str) and text}:
                self._called[name].append(item)

    def find(self, resource: Resource, attributes: Mapping[str, Any]) -> list[Resource]:
        """Return the other resources that these attributes of a resource name, sorted.

        A text that names one thing wherever it stands (an ARN, an id) is a reference in any attribute, any other one
        only where the attribute says of which type it is: `db_subnet_group_name` that of a `…_db_subnet_group`. Of
        several that are called the same, it is that of the nearest type with the shortest name in the nearest place.
        """
        found = {
            item.order: item
            for name, value in attributes.items()
            for near, text in _texts(name, value)
            if (item := self._named(text, near, resource)) is not None and item.order != resource.order
        }
        return [found[order] for order in sorted(found)]

    def _named(self, text: str, attribute: str, resource: Resource) -> Resource | None:
        called = self._called.get(text, [])
        if not called:
            return None
        if self._unique is None or not self._unique.fullmatch(text):
            words = _words(attribute)
            fit = {item.type: _alike(words, item.type.split("_")) for item in called}
            best = max(fit.values())
            if not words or best < min(_ENOUGH, len(words)):
                return None
            called = [item for item in called if fit[item.type] == best]
        type_ = min({item.type for item in called}, key=lambda name: (len(name), name))
        return nearest((item for item in called if item.type == type_), resource)


def _texts(name: str, value: Any) -> Iterator[tuple[str, str]]:
    """Yield every text in a value with the name of the nearest attribute; what stands for a secret is none."""
    if isinstance(value, str):
        yield name, value
    elif isinstance(value, Mapping):
        for key, item in () if is_secret_mark(value) else value.items():
            yield from _texts(key, item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _texts(name, item)


def _words(attribute: str) -> list[str]:
    """Return the words of an attribute that say what it names: `db`, `subnet` and `group` of `db_subnet_group_name`."""
    words = attribute.split("_")
    if words[-1] in _ENDS:
        return words[:-1]
    return [*words[:-1], words[-1].removesuffix("s")]


def _alike(words: list[str], others: list[str]) -> int:
    """Return how many words are the same at the end."""
    count = 0
    for one, other in zip(reversed(words), reversed(others), strict=False):
        if one != other:
            break
        count += 1
    return count
