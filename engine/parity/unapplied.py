"""What only an apply tells of one of two counterparts: there they are neither the same nor different.

A plan leaves out of the values what it does not know (`Intent.unknown`), also inside of blocks, and what nobody sets
and the provider decides (`Intent.unset`). Of a pair of firewalls, the candidate's planned:

    attribute                  reference             candidate
    ingress.description        "app"                 "app"                 compared
    ingress.security_groups    ["sg-0a1"]            known after apply     not compared
    egress                     [{...}]               nobody sets it        what the provider makes of it, where known

An attribute that another one of the same environment lends is known before: it is the same where the reference's names
the counterpart of that one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import Any

from engine.canonical.sets import equal
from engine.matching.side import MatchSide
from engine.model.address import ANY_KEY
from engine.model.path import Change, Index, Name
from engine.model.secret import is_secret_mark
from engine.model.snapshot import Resource, Snapshot
from engine.parity.confidence import NOTHING
from engine.provider.port import Provider
from engine.provider.schema import NodeKind, SchemaNode

Pattern = tuple[str, ...]  # a path without positions: which block an index means is not known of a set

_COUNTED = frozenset({NodeKind.BOOL, NodeKind.NUMBER})


@dataclass(frozen=True, slots=True)
class Settled:
    """A pair without what only an apply tells: what that is, and which attributes are the same by their references."""

    one: Resource
    other: Resource
    opened: frozenset[Pattern] = frozenset()
    lent: AbstractSet[str] = frozenset()
    is_planned: bool = False

    @property
    def names(self) -> set[str]:
        """Return the attributes of which something is open."""
        return {pattern[0] for pattern in self.opened}

    def members(self, name: str) -> list[Pattern]:
        """Return what is open inside of an attribute of which the rest is known."""
        found = [pattern for pattern in self.opened if pattern[0] == name]
        return [] if (name,) in found else found


class Unapplied:
    """Tells of planned resources what is known of them, and what only their apply will tell."""

    def __init__(self, provider: Provider, left: MatchSide, right: MatchSide) -> None:
        """Begin with nothing looked up."""
        self._provider = provider
        self._sides = left, right
        self._at = tuple({item.address: item for item in side.resources if item.address} for side in self._sides)

    def settle(self, one: Resource, other: Resource, opened: AbstractSet[Pattern], same: AbstractSet[str]) -> Settled:
        """Return a pair, `one` of the reference, without what only an apply tells.

        Attributes that are the `same` by separate resources have not to be known; `opened` ones are not known, too.
        """
        if not (is_unapplied(one) or is_unapplied(other)):
            return Settled(one, other)
        one, other = self.told(one, other), self.told(other, one)
        unknown = {*self.find_open(one), *self.find_open(other)}
        opened = frozenset(pattern for pattern in {*opened, *unknown} if pattern[0] not in same)
        told = frozenset(pattern for pattern in opened if tells(one, pattern) or tells(other, pattern))
        whole = {pattern[0] for pattern in opened if len(pattern) == 1}
        lent = {name for name in whole if self.is_lent(one, other, name)}
        whole_ones = {(name,) for name in whole}
        return Settled(without(one, opened), without(other, opened), told | whole_ones, lent | same, is_planned=True)

    def told(self, item: Resource, other: Resource) -> Resource:
        """Return a resource with what the provider makes of the attributes that nobody sets, where that is known.

        That is told where its counterpart says something. What a list is before anybody adds to it is not the whole
        truth: the provider may show there what is the account's, and what separate resources add. Of what code says
        only that counts which no variable can change.
        """
        if item.declared:
            item = replace(item, attributes={name: value for name, value in item.code.items() if value is not None})
        facts = self._provider.facts(item.type)
        unset = {name for name in facts.unset if is_unset(item, name)}
        names = (unset - facts.closed) & other.attributes.keys()
        known = {name: facts.unset[name] for name in sorted(names)}
        made = {
            name: value
            for name, value in known.items()
            if isinstance(value, bool | int | float | str) and value != "" and other.attributes[name] not in NOTHING
        }
        kept = {
            name: value
            for name, value in item.attributes.items()
            if name not in facts.closed or not is_unset(item, name)
        }
        return replace(item, attributes={**made, **kept})

    def find_open(self, item: Resource) -> frozenset[Pattern]:
        """Return what only an apply tells of a resource: attributes, and members of their blocks."""
        if not is_unapplied(item):
            return frozenset()
        unknown = item.intent.unknown if item.intent is not None else ()
        found = {tuple(str(part) for part in path if type(part) is not Index) for path in unknown}
        node = self._provider.find(item.type)
        for name, value in item.attributes.items():
            of_name = node.fields.get(name) if node is not None else None
            found.update(_untold(value, of_name, (name,), in_code=item.declared))
        return frozenset(found)

    def is_lent(self, one: Resource, other: Resource, name: str) -> bool:
        """Tell whether what only an apply tells of one of a pair is the same in both, by what the attribute refers to.

        `one` is of the reference, `other` of the candidate.
        """
        return self._is_lent(other, one, name, (1, 0)) or self._is_lent(one, other, name, (0, 1))

    def _is_lent(self, planned: Resource, applied: Resource, name: str, where: tuple[int, int]) -> bool:
        """Tell it of the one of a pair that is planned; `where` are the sides of the two.

        Only what is certain counts: a plan alone writes a function of an attribute like the attribute.
        """
        intent = planned.intent
        if intent is None or name not in applied.attributes:
            return False
        paths = [path for path in intent.unknown if path[0] == name]
        certain = {one.path for one in intent.borrowed if one.certain}
        leads = [one for one in intent.refers if one.attribute == name]
        if not paths or not certain.issuperset(paths) or not all(one.sure and one.address for one in leads):
            return False
        here, there = where
        lenders = [self._at[here].get(one.address) for one in leads]
        names = {f"<{self._sides[here].translation.logical(one)}>" for one in lenders if one is not None}
        value = applied.attributes[name]
        values = value if isinstance(value, list) else [value]
        translated = {self._sides[there].translation.value(one) for one in values if isinstance(one, str)}
        return None not in lenders and bool(names) and translated == names and len(values) == len(paths)

    def is_unsaid(self, one: Resource, other: Resource, change: Change) -> bool:
        """Tell whether a plan leaves out what is off or zero: no number is none to the provider until an apply.

        The same is true of a block in which all is off, and of what the provider is known to make of nothing.
        """
        planned, told = (one, change.after) if change.before is None else (other, change.before)
        if None not in (change.before, change.after) or planned.intent is None or planned.declared:
            return False
        facts = self._provider.facts(planned.type)
        if len(change.path) == 1 and told is not None and equal(facts.unset.get(change.path[0]), told):
            return True
        if isinstance(told, list) and told and not facts.choosing:
            return all(map(_is_off, told))
        if not isinstance(told, bool | int | float) or told:
            return False
        node = self._provider.find(planned.type)
        for part in change.path:
            if node is not None and type(part) is Name:
                node = (node.element or node).fields.get(part)
        return node is not None and node.kind in _COUNTED and not (node.filled or node.computed)


def _is_off(value: Any) -> bool:
    """Tell whether nothing in a block is on, or says something."""
    if isinstance(value, Mapping):
        return not is_secret_mark(value) and all(map(_is_off, value.values()))
    return value in NOTHING or (isinstance(value, bool | int | float) and not value)


def is_unapplied(item: Resource) -> bool:
    """Tell whether only a plan or only code tells of a resource, so that an apply has yet to tell some of it."""
    return item.declared or item.intent is not None


def is_unset(item: Resource, name: str) -> bool:
    """Tell whether nobody sets an attribute of a planned or declared resource: it is what the provider makes of it."""
    if not item.declared:
        return item.intent is not None and name in item.intent.unset
    unknown = {path[0] for path in item.intent.unknown} if item.intent is not None else set()
    return item.attributes.get(name) is None and name not in unknown


def with_places(snapshot: Snapshot) -> Snapshot:
    """Return a snapshot in which what is not made yet is in the account and region that all of its sources say."""
    told = [{origin.facts.get(name, "") for origin in snapshot.origins} for name in ("account", "region")]
    account, region = (min(texts) if len(texts) == 1 else "" for texts in told)
    if not (account or region):
        return snapshot
    resources = (
        replace(item, account=item.account or account, region=item.region or region)
        if item.is_answered_for and not item.id
        else item
        for item in snapshot.resources
    )
    return replace(snapshot, resources=tuple(resources))


def part_many(resources: Iterable[Resource]) -> tuple[list[Resource], list[Resource]]:
    """Return the resources that are one each, and those of code that stand for none or many."""
    found: tuple[list[Resource], list[Resource]] = ([], [])
    for item in resources:
        found[item.declared and ANY_KEY in item.address].append(item)
    return found


def without(item: Resource, patterns: Collection[Pattern]) -> Resource:
    """Return a resource without the attributes, and without the members of blocks, at some patterns."""
    if not patterns:
        return item
    whole = {pattern[0] for pattern in patterns if len(pattern) == 1}
    parts: dict[str, list[Pattern]] = {}
    for pattern in patterns:
        parts.setdefault(pattern[0], []).append(pattern[1:])
    attributes = {
        name: _without(value, parts[name]) if name in parts else value
        for name, value in item.attributes.items()
        if name not in whole
    }
    return replace(item, attributes=attributes)


def tells(item: Resource, pattern: Pattern) -> bool:
    """Tell whether a resource says something at a pattern."""
    return any(value not in NOTHING for value in _values(item.attributes, pattern))


def _values(value: Any, pattern: Pattern) -> Iterator[Any]:
    if not pattern:
        yield value
    elif isinstance(value, list):
        for entry in value:
            yield from _values(entry, pattern)
    elif isinstance(value, Mapping) and pattern[0] in value:
        yield from _values(value[pattern[0]], pattern[1:])


def _without(value: Any, patterns: Collection[Pattern]) -> Any:
    if isinstance(value, list):
        return [_without(entry, patterns) for entry in value]
    if not isinstance(value, Mapping):
        return value
    found = {}
    for key, inner in value.items():
        below = [pattern[1:] for pattern in patterns if pattern[0] == key]
        if () not in below:
            found[key] = _without(inner, below) if below else inner
    return found


def _untold(value: Any, node: SchemaNode | None, pattern: Pattern, *, in_code: bool) -> Iterator[Pattern]:
    """Yield the members of the blocks of a value that are not there and that the provider fills in.

    A plan has what is fixed for a member that nobody sets; code does not have that either.
    """
    inner = node and (node.element or node)
    if inner is None or not inner.fields:
        return
    for entry in value if isinstance(value, list) else [value]:
        if isinstance(entry, Mapping):
            for name, child in inner.fields.items():
                if name in entry:
                    yield from _untold(entry[name], child, (*pattern, name), in_code=in_code)
                elif (child.filled or in_code) and not child.computed:
                    yield (*pattern, name)
