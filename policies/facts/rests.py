"""What a judgement rests on: what only an apply tells, what is hidden, and what is only the default of a variable.

Nothing passes by any of these, and what was found may yet be otherwise by the first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from engine.jsontext.packed import PackedAttributes
from engine.model.policy import Policy, Violation
from engine.model.secret import NAME, has_secret_anywhere, holds_secret, is_secret_mark
from engine.model.snapshot import Resource, Snapshot
from engine.provider.judging import Judging
from engine.provider.schema import SchemaNode, SchemaTable
from policies.facts.known import Known
from policies.facts.neighbours import LINKS, Neighbours

_NONE = frozenset[str]()
_WRITER = msgspec.json.Encoder(decimal_format="number")
_NAME = NAME.encode()
_ESCAPED = b"\\u"  # a text of somebody else may write the name otherwise


class Rests:
    """Tells what judgements of one snapshot rest on; `of_facts` are the attributes that a policy's facts read."""

    def __init__(
        self,
        snapshot: Snapshot,
        judging: Judging,
        schema: SchemaTable | None,
        known: Known,
        neighbours: Neighbours,
        of_facts: Callable[[Policy, Resource], frozenset[str]],
    ) -> None:
        """Look whether the snapshot leaves anything open."""
        self._judging, self._schema, self._known, self._neighbours = judging, schema, known, neighbours
        self._of_facts = of_facts
        self._hidden: dict[int, frozenset[str]] = {}
        self._heads: dict[tuple[str, str], frozenset[str]] = {}
        self._open: dict[int, frozenset[str]] = {}  # what the paths of a resource that only an apply tells begin with
        # Most snapshots tell everything of everything: then there is nothing that a pass could rest on.
        self._has_open = any(item.intent is not None and item.intent.unknown for item in snapshot.resources)
        self._has_code = any(item.declared for item in snapshot.resources)

    def are_none(self, policy: Policy, resource: Resource) -> bool:
        """Tell whether it is seen at once that a pass of a policy rests on nothing that is open, hidden or assumed."""
        if self._has_code or policy.related or self.with_marks(resource):
            return False
        return not self._has_open or self._is_closed(policy, resource)

    def _is_closed(self, policy: Policy, resource: Resource) -> bool:
        """Tell whether an apply tells nothing in any attribute that a policy looks at."""
        open_ = self._open.get(id(resource))
        if open_ is None:
            paths = self._known.open(resource)
            open_ = self._open[id(resource)] = frozenset(str(path[0]) if path else "" for path in paths)
        key = (policy.id, resource.type)
        heads = self._heads.get(key)
        if heads is None:
            names = policy.looked_at(resource.type)
            heads = self._heads[key] = frozenset(name.partition(".")[0] for name in names)
        return "" not in open_ and heads.isdisjoint(open_)

    def open(self, policy: Policy, resource: Resource) -> str:
        """Return what a pass of a policy would rest on that only an apply tells, as a sentence; empty without it."""
        if not self._has_open:
            return ""
        of_facts = self._of_facts(policy, resource)
        for item, names in self._looked_at(policy, resource):
            if path := self._known.touched(item, set(names) - of_facts, answered=True):
                return self._known.why(item, path)
        return ""

    def doubt(self, policy: Policy, resource: Resource, found: Violation) -> str:
        """Return why what was found may yet be otherwise, as a sentence; empty where it may not.

        What is no attribute of the resource was found beside it. One that says what it looked at (`pin`) looked at no
        more than that: only an apply that tells the place itself, or all that it stands in, makes it something else.
        What an attribute says no setting of the account mends.
        """
        path = found.path
        is_said_there = bool(path) and path[0] in self._known.attributes(resource)
        if is_said_there:
            is_open = self._known.is_open(resource, path) if found.pin else self._known.is_unknown(resource, path)
            if is_open and not self._known.is_unset(resource, path):
                return self._known.why(resource, path)
            if found.pin or found.observed is not None:
                return ""
        for item, names in self._looked_at(policy, resource) if not found.pin else ():
            if item is resource or (is_said_there and item.type not in self._judging.settings):
                continue
            if unknown := self._known.touched(item, names):
                return self._known.why(item, unknown)
        # A setting of an account that may be another one may mend it; one that nobody has seen does not.
        for type_ in self._judging.settings.intersection(policy.related):
            if (other := self._neighbours.perhaps(resource, type_)) is not None:
                return f"whether {other.address} belongs to it is not known"
        return ""

    def hidden(self, policy: Policy, resource: Resource) -> str:
        """Return which secret a pass of a policy would rest on, as a sentence; empty without one.

        Whoever names a value a secret keeps a policy from seeing what is wrong with it. Of what the provider itself
        calls a secret, and of what is `present`, a policy asks no more than whether it is set.
        """
        if not self.with_marks(resource) and not self._has_marks_beside(policy, resource):
            return ""
        for item, names in self._looked_at(policy, resource):
            attributes, marked = self._known.attributes(item), self.with_marks(item)
            for name in sorted(name for name in names if name.partition(".")[0] in marked):
                head, *members = name.split(".")
                value = attributes[head]
                if head in self._judging.present:
                    continue
                node = self._schema.find(item.type) if self._schema is not None else None
                if _hides(value, node.fields.get(head) if node else None, members, self._judging.present):
                    return f"{name} of {item.address or item.id} is a secret"
        return ""

    def _has_marks_beside(self, policy: Policy, resource: Resource) -> bool:
        children = self._neighbours.children
        return any(self.with_marks(other) for type_ in policy.related for other in children(resource, type_))

    def with_marks(self, item: Resource) -> frozenset[str]:
        """Return the attributes of a resource in which something stands for a secret."""
        found = self._hidden.get(id(item))
        if found is None:
            attributes = self._known.attributes(item)
            told = attributes.items() if _may_hold_mark(attributes) else ()
            found = frozenset(name for name, value in told if _holds_mark(value)) if told else _NONE
            self._hidden[id(item)] = found
        return found

    def assumed(self, policy: Policy, resource: Resource, *, every: bool = False) -> str:
        """Return which attribute a pass of a policy would rest on that code says only by default, as a sentence.

        It is empty where there is none. Looked at are the attributes that the policy needs, `every` one where nobody
        knows which these are, and all of related resources.
        """
        for item, looked_at in self._looked_at(policy, resource, every=every) if self._has_code else ():
            by_default = sorted(item.attributes.keys() - item.code.keys()) if item.declared else []
            heads = {name.partition(".")[0] for name in looked_at}
            for name in by_default:
                if name in heads:
                    return f"{name} of {item.address} rests on the default of a variable, which anybody may overrule"
        return ""

    def _looked_at(
        self, policy: Policy, resource: Resource, *, every: bool = False
    ) -> Iterator[tuple[Resource, Iterable[str]]]:
        """Yield the resources that a policy looks at with the names of the attributes that it reads there."""
        of_facts = self._of_facts(policy, resource)
        attributes = self._known.attributes(resource)
        # Of one that is optional and not there the policy says itself what follows.
        optional = [name for name in policy.optional if name.partition(".")[0] in attributes]
        own = attributes.keys() if every else (*policy.required(resource.type), *optional)
        yield resource, own if not of_facts else {*own, *of_facts}
        for type_ in policy.related:
            for other in self._neighbours.children(resource, type_):
                told = self._known.attributes(other).keys() | {path[0] for path in self._known.open(other)}
                yield other, policy.needs.get(type_, told - LINKS)


def _may_hold_mark(attributes: Mapping[str, Any]) -> bool:
    """Tell whether it is worth looking for marks: the text of attributes says that quickly, and most have none."""
    try:
        text = bytes(attributes.data) if isinstance(attributes, PackedAttributes) else _WRITER.encode(attributes)
    except (TypeError, ValueError, OverflowError):  # what JSON cannot hold
        return True
    return _NAME in text or _ESCAPED in text


def _hides(value: Any, node: SchemaNode | None, members: Sequence[str], present: frozenset[str]) -> bool:
    """Tell whether a mark stands in a value, at some members of it, that its schema calls no secret.

    At a member of which policies ask only whether it is set, and below it, one hides nothing.
    """
    if node is not None and node.sensitive:
        return False
    if is_secret_mark(value):
        return True
    if isinstance(value, list | tuple):
        element = node.element if node is not None else None
        return any(_hides(item, element, members, present) for item in value)
    if isinstance(value, Mapping):
        wanted = (value.keys() & {members[0]} if members else value.keys()) - present
        fields = node.fields if node is not None else {}
        other = node.element if node is not None else None
        return any(_hides(value[name], fields.get(name, other), members[1:], present) for name in wanted)
    return has_secret_anywhere(value)


def _holds_mark(value: Any) -> bool:
    """Tell whether something stands for a secret anywhere in what a policy compares; descriptions it does not."""
    if isinstance(value, str):
        return holds_secret(value)
    if isinstance(value, list | tuple):
        return any(map(_holds_mark, value))
    if isinstance(value, Mapping):
        return is_secret_mark(value) or any(_holds_mark(item) for key, item in value.items() if key != "description")
    return False
