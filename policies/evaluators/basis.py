"""All that the judgements of a resource rest on, as one digest: where it is the same, they are.

That is the resource, what belongs to it or may, what is known of which resources there are, what somebody set for the
whole account, and of openings the lists of networks of the estate. What depends on the time, and what rests on much of
an estate, is worked out anew: the digest has what followed from it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, fields
from hashlib import blake2b
from operator import attrgetter

import msgspec

from engine.jsontext.codec import bytes_of, to_builtins
from engine.model.policy import Policy
from engine.model.snapshot import Resource, Snapshot
from engine.provider.judging import Judging
from policies.evaluators.questions import json_of
from policies.facts.facts import DATES, OF_ESTATE, OF_RULES, SUPPORT, Facts

_SIZE = 16  # bytes: nobody can choose resources that collide and forge what is kept under them
# The facts that are worked out anew.
_ANEW = OF_ESTATE | {DATES, SUPPORT}
# No rule and no fact asks where the code of a resource is, or who else made it.
_UNASKED = frozenset({"attributes", "location", "origin", "maker"})
_asked = attrgetter(*(field.name for field in fields(Resource) if field.name not in _UNASKED))
_WRITER = msgspec.json.Encoder(order="deterministic", decimal_format="number", enc_hook=to_builtins)


@dataclass(frozen=True, slots=True)
class _Kind:
    """What the policies of a type look at beside a resource of it."""

    beside: tuple[str, ...]
    openings: bool
    facts: tuple[str, ...]


class Basis:
    """Tells what judgements rest on, of the resources of one snapshot, by its facts."""

    def __init__(self, snapshot: Snapshot, policies: Sequence[Policy], judging: Judging, facts: Facts) -> None:
        """Work out what is the same for all resources."""
        self._judging, self._facts, self._neighbours = judging, facts, facts.neighbours
        self._by_type: dict[str, list[Policy]] = defaultdict(list)
        for policy in policies:
            for type_ in policy.resource_types:
                self._by_type[type_].append(policy)
        self._kinds: dict[str, _Kind] = {}
        self._digests: dict[int, bytes] = {}
        listings = [(one.type, one.complete, one.operation) for one in snapshot.listings]
        unknown = sorted({type_ for gap in snapshot.gaps for type_ in gap.types})
        self._around = bytes_of([snapshot.side, snapshot.complete, sorted(listings), unknown])
        self._held = [item for item in snapshot.resources if item.type in judging.lists]
        self._lists: bytes | None = None

    def of(self, resource: Resource) -> bytes | None:
        """Return a digest of all that judgements of a resource rest on; none where that cannot be said."""
        kind = self._kinds.get(resource.type)
        if kind is None:
            kind = self._kinds[resource.type] = self._kind(resource.type)
        found = blake2b(self._around, digest_size=_SIZE)
        try:
            found.update(self._own(resource))
            for type_ in kind.beside:
                found.update(self._beside(resource, type_))
            if kind.openings:
                found.update(self._of_lists())
            for fact in kind.facts:
                found.update(bytes_of(self._facts.fact(fact, resource)))
        except ValueError:  # what JSON cannot hold
            return None
        return found.digest()

    def _kind(self, type_: str) -> _Kind:
        policies, judging = self._by_type[type_], self._judging
        facts = {fact for policy in policies for fact in policy.facts}
        beside = {other for policy in policies for other in policy.related}
        beside |= {form.child for forms in judging.separate.get(type_, {}).values() for form in forms}
        if OF_RULES & facts:
            beside |= {other for other, form in judging.reach.rules.items() if form.group}
        return _Kind(
            beside=tuple(sorted(beside)),
            openings=bool(OF_RULES & facts),
            facts=tuple(sorted(facts & _ANEW)),
        )

    def _beside(self, resource: Resource, type_: str) -> bytes:
        """Return the digests of what belongs to a resource, and of one that may; nothing where there is none."""
        others = self._neighbours.children(resource, type_)
        perhaps = self._neighbours.perhaps(resource, type_)
        if not others and perhaps is None:
            return b""
        head = b"%s %d %d " % (type_.encode(), len(others), perhaps is not None)
        return head + b"".join(map(self._own, others if perhaps is None else (*others, perhaps)))

    def _of_lists(self) -> bytes:
        """Return the digests of all lists of networks, with their rows that are resources of their own."""
        if self._lists is None:
            forms = self._judging.lists
            told = [self._own(item) + self._beside(item, forms[item.type].child) for item in self._held]
            self._lists = b"".join(sorted(told))
        return self._lists

    def _own(self, resource: Resource) -> bytes:
        """Return a digest of a resource alone; raises ValueError for what JSON cannot hold."""
        found = self._digests.get(id(resource))
        if found is None:
            told = blake2b(_WRITER.encode(_asked(resource)), digest_size=_SIZE)
            told.update(json_of(resource.attributes))
            found = self._digests[id(resource)] = told.digest()
        return found
