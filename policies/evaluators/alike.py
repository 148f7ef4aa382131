"""Which resources are the same in all that a policy can see: the module is asked about the first of them alone.

What a rule answers follows from its input and from nothing else. So what a policy is not able to see
(`policies.authoring.sights`) is not told to the module either.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import msgspec

from engine.jsontext.packed import PackedAttributes
from engine.model.policy import Policy
from engine.model.snapshot import Resource
from policies.authoring.sights import Sight
from policies.evaluators.questions import json_of, shown
from policies.facts.facts import Facts
from policies.facts.kept import Kept

_WRITER = msgspec.json.Encoder(decimal_format="number")
_NULL = b"null"
_BETWEEN = b"\0"  # no text of JSON has it
_SHORT = 64  # bytes
_SIZE = 16  # bytes: nobody can write resources that are taken for one another
_FEW = 256  # resources: some batches


_At = tuple[str, str]  # a kind, empty for attributes, and a name


@dataclass(frozen=True, slots=True)
class _Look:
    """What one policy sees of the resources of a type that have the same attributes; `number` tells it from others."""

    number: int
    asked: tuple[_At, ...]


class Alike:
    """Numbers what a module is asked about pairs of a policy and a resource: equal numbers, equal answers."""

    def __init__(self, facts: Facts, sights: Mapping[str, Sight]) -> None:
        """Take the facts of a snapshot, and what the rules of policies can see; others are asked about everything."""
        self._facts, self._sights = facts, sights
        self._looks: dict[tuple[str, frozenset[str]], dict[str, _Look | None]] = {}
        self._number = 0
        self._numbers: dict[tuple[int, bytes] | tuple[str, int], int] = {}
        self._seen: Kept[int, _Seen] = Kept(_FEW)

    def numbers(self, resource: Resource, policies: Sequence[Policy]) -> list[int]:
        """Return the number of what each of some policies is asked about a resource."""
        seen = self._of(resource)
        return [self._numbers.setdefault(self._key(seen, policy), len(self._numbers)) for policy in policies]

    def view(self, resource: Resource, policies: Sequence[Policy]) -> dict[str, Any]:
        """Return what a module is told of a resource so that some policies can judge it."""
        seen = self._of(resource)
        looks = [self._look(seen, policy) for policy in policies]
        if None in looks:
            return shown(self._facts, resource, policies)
        names: dict[str, set[str]] = {kind: set() for kind in ("", "part", "related", "fact")}
        for look in looks:
            for kind, name in look.asked if look is not None else ():
                names[kind].add(name)
        return {
            "type": resource.type,
            "attributes": seen.some(names[""]),
            **{part: seen.part(part) for part in sorted(names["part"])},
            "related": {type_: seen.related(type_) for type_ in sorted(names["related"])},
            "facts": {name: seen.fact(name) for name in sorted(names["fact"])},
        }

    def _of(self, resource: Resource) -> _Seen:
        found = self._seen.get(id(resource))
        return self._seen.keep(id(resource), _Seen(self._facts, resource)) if found is None else found

    def _key(self, seen: _Seen, policy: Policy) -> tuple[int, bytes] | tuple[str, int]:
        look = self._look(seen, policy)
        try:
            text = None if look is None else seen.text(look)
        except ValueError:  # what JSON cannot hold: the pair that sees it finds that by itself
            text = None
        if look is None or text is None:
            return policy.id, id(seen.resource)
        return look.number, text if len(text) <= _SHORT else blake2b(text, digest_size=_SIZE).digest()

    def _look(self, seen: _Seen, policy: Policy) -> _Look | None:
        """Return what a policy sees of resources like one; none where that may be everything."""
        looks = self._looks.get(seen.kind)
        if looks is None:
            looks = self._looks[seen.kind] = {}
        if policy.id not in looks:
            sight = self._sights.get(policy.id)
            looks[policy.id] = None if sight is None else self._made(seen, policy, sight)
        return looks[policy.id]

    def _made(self, seen: _Seen, policy: Policy, sight: Sight) -> _Look:
        self._number += 1
        kinds = {"": sight.attributes & seen.kind[1], "part": sight.parts - {"type"}}
        kinds |= {"related": frozenset(policy.related), "fact": frozenset(policy.facts)}
        asked = tuple((kind, name) for kind, names in kinds.items() for name in sorted(names))
        return _Look(number=self._number, asked=asked)


class _Seen:
    """What policies see of one resource, each part worked out and written when it is first asked for."""

    __slots__ = ("_attributes", "_documents", "_facts", "_read", "_texts", "kind", "resource")

    def __init__(self, facts: Facts, resource: Resource) -> None:
        self.resource, self._facts = resource, facts
        self._attributes = facts.attributes(resource)
        self.kind = resource.type, frozenset(self._attributes)
        self._texts: dict[_At, bytes] = {}
        self._documents: dict[str, str] | None = None

    def text(self, look: _Look) -> bytes:
        """Return all that a policy sees as one text; raises ValueError for what JSON cannot hold."""
        texts = self._texts
        return _BETWEEN.join([texts[at] if at in texts else self._written(at) for at in look.asked])

    def some(self, names: set[str]) -> Any:
        """Return some attributes: as JSON, where that can hold them."""
        try:
            told = {name: msgspec.Raw(self._written(("", name))) for name in sorted(names)}
            return msgspec.Raw(_WRITER.encode(told))
        except ValueError:
            return {name: self._attributes[name] for name in sorted(names)}

    def part(self, name: str) -> Any:
        """Return another part of the input."""
        return self._facts.documents(self._of_documents()) if name == "documents" else getattr(self.resource, name)

    def related(self, type_: str) -> list[dict[str, Any]]:
        """Return what belongs to the resource."""
        return self._facts.related(self.resource, type_)

    def fact(self, name: str) -> Any:
        """Return a fact."""
        try:
            return msgspec.Raw(self._written(("fact", name)))
        except ValueError:
            return self._fact(name)

    def _fact(self, name: str) -> Any:
        return self._facts.told(name, self.resource, self._attributes, self._of_documents())

    def _of_documents(self) -> dict[str, str]:
        if self._documents is None:
            self._documents = self._facts.texts(self._attributes)
        return self._documents

    def _written(self, at: _At) -> bytes:
        """Return the JSON of a part; raises ValueError where JSON cannot hold it."""
        kind, name = at
        if kind == "":
            told = self._attributes
            found = told.text(name) if isinstance(told, PackedAttributes) else _exact(told[name])
        else:
            try:
                found = _WRITER.encode(self._part(kind, name))
            except OverflowError as error:
                raise ValueError(name) from error
        self._texts[at] = found
        return found

    def _part(self, kind: str, name: str) -> Any:
        if kind == "related":
            return [{**one, "attributes": json_of(one["attributes"])} for one in self.related(name)]
        return self._fact(name) if kind == "fact" else self.part(name)


def _exact(value: Any) -> bytes:
    """Return the JSON of a value; raises ValueError for what JSON cannot hold."""
    if value is None:
        return _NULL
    try:
        data = _WRITER.encode(value)
    except (TypeError, ValueError, OverflowError):
        return bytes(json_of(value))
    # What is no number of JSON is written so as well.
    return bytes(json_of(value)) if _NULL in data else data
