"""The same setting in another style: inside of a resource in one environment, as a resource of its own in the other.

Within one environment `engine.comparison.inline_forms` knows both forms. Here each environment's separate resources are
looked for inside of what corresponds to their parents, and what stands inside of one is looked for among the separate
resources of its counterpart, in the words that both environments have.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from engine.comparison.inline_forms import InlineForms, Key
from engine.matching.counterparts import Match
from engine.matching.side import MatchSide
from engine.model.snapshot import Resource
from engine.parity.rules import is_private
from engine.parity.unapplied import Pattern, is_unapplied, is_unset
from engine.provider.port import Provider


class Styles:
    """Tells what one environment says in another style than its counterpart."""

    def __init__(self, left: MatchSide, right: MatchSide, matches: Sequence[Match], provider: Provider) -> None:
        """Translate the resources of the types that say one fact in two ways; of others there is nothing to tell."""
        types = {item.type for side in (left, right) for item in side.resources}
        splits = {type_: provider.facts(type_).splits for type_ in types}
        self._names = {type_: {name for split in splits[type_] for name in split.attributes} for type_ in types}
        children = {split.child for told in splits.values() for split in told}
        self._insides = {
            (split.child, type_, name) for type_, told in splits.items() for split in told for name in split.attributes
        }
        links = {(split.child, split.link) for told in splits.values() for split in told}
        self._loose = tuple(
            {child for child, link in links for item in side.resources if _is_loose(item, child, link)}
            for side in (left, right)
        )
        wanted = {type_ for type_ in types if splits[type_] or type_ in children}
        self._networks = _networks(matches, provider.common.networks) if wanted else ({}, {})
        self._sides, self._provider = (left, right), provider
        self._wanted = [[item for item in side.resources if item.type in wanted] for side in self._sides]
        self._matches = [match for match in matches if match.left.type in wanted and match.right.type in wanted]
        self._refreshed: dict[int, Resource] = {}  # by id()
        self._translate()
        self._refreshed = {id(item): found for item, found in self._refresh()}
        if self._refreshed:
            self._translate()

    def _translate(self) -> None:
        """Translate the resources of both sides, and look for what they say inside and separately."""
        self._ours, self._theirs = map(self._found, self._wanted, self._sides, self._networks)
        pairs = [(self._ours[id(match.left)], self._theirs[id(match.right)]) for match in self._matches]
        self._of_ours = {one.order: other for one, other in pairs}
        self._of_theirs = {other.order: one for one, other in pairs}
        ours, theirs = (
            [found[id(item)] for item in items]
            for items, found in zip(self._wanted, (self._ours, self._theirs), strict=True)
        )
        self._left = InlineForms(ours, self._provider, pairs)
        self._right = InlineForms(theirs, self._provider, [(other, one) for one, other in pairs])

    def _found(self, items: Sequence[Resource], side: MatchSide, networks: Mapping[str, str]) -> dict[int, Resource]:
        """Return the translated resources of a side by `id()` of what they were, and of what a refresh makes of it."""
        found: dict[int, Resource] = {}
        for item in items:
            refreshed = self.find_refreshed(item)
            found[id(item)] = found[id(refreshed)] = _translated(refreshed, side, networks)
        return found

    def find_refreshed(self, item: Resource) -> Resource:
        """Return a resource with what its separate ones say inside, where a refresh may not have brought it there."""
        return self._refreshed.get(id(item), item)

    def _refresh(self) -> Iterator[tuple[Resource, Resource]]:
        """Yield the resources that do not say in one style what they say, and what a refresh makes of them."""
        of_left, of_right = (
            {found[id(item)].order: item for item in items}
            for items, found in zip(self._wanted, (self._ours, self._theirs), strict=True)
        )
        for match in self._matches:
            ours, theirs = self._ours[id(match.left)], self._theirs[id(match.right)]
            names = [name for name in self._names[match.left.type] if not self._are_separate(ours, theirs, name)]
            for item, told, forms, children in (
                (match.left, ours, self._left, of_left),
                (match.right, theirs, self._right, of_right),
            ):
                found = {
                    name: value
                    for name in names
                    if (value := self._find_inside(forms, told, name, children))
                    not in (None, item.attributes.get(name))
                }
                if found:
                    yield item, replace(item, attributes={**item.attributes, **found})

    def _find_inside(self, forms: InlineForms, told: Resource, name: str, children: Mapping[Key, Resource]) -> Any:
        """Return what the one separate resource of a translated one says, as it stands inside, None where it cannot."""
        said = forms.separate.get((told.order, name), ())
        if len(said) != 1:
            return None
        child = children[said[0][0].order]
        return self._provider.find_inside(child.type, child.attributes)

    def is_said_elsewhere(self, item: Resource) -> bool:
        """Tell whether the other side says it in the parent's counterpart, or by separate resources of another type."""
        ours, theirs = self._ours.get(id(item)), self._theirs.get(id(item))
        if ours is not None:
            return self._left.is_told_inside(ours) or self._right.says(ours)
        return theirs is not None and (self._right.is_told_inside(theirs) or self._left.says(theirs))

    def is_told_by_parent(self, item: Resource) -> bool:
        """Tell whether the parent of a separate resource says it in itself, too, and its counterpart only in itself.

        So it is after a refresh. Then what differs is told where the two parents are compared.
        """
        ours, theirs = self._ours.get(id(item)), self._theirs.get(id(item))
        if ours is not None:
            return _is_told(ours, self._left, self._right, self._of_ours)
        return theirs is not None and _is_told(theirs, self._right, self._left, self._of_theirs)

    def find_same(self, one: Resource, other: Resource) -> frozenset[str]:
        """Return the attributes of two counterparts that say the same with the separate resources of both sides.

        Where these say all on either side, they are what is compared.
        """
        ours, theirs = self._ours.get(id(one)), self._theirs.get(id(other))
        if ours is None or theirs is None:
            return frozenset()
        return frozenset(
            name
            for name in self._names[one.type]
            if self._are_separate(ours, theirs, name)
            or self._are_the_same(ours, theirs, name)
            or self._is_left_out(ours, theirs, name)
        )

    def _are_the_same(self, ours: Resource, theirs: Resource, name: str) -> bool:
        return (
            (self._left.has_separate(ours, name) or self._right.has_separate(theirs, name))
            and self._right.accounts_for(theirs, name, _told(ours, name))
            and self._left.accounts_for(ours, name, _told(theirs, name))
        )

    def _is_left_out(self, ours: Resource, theirs: Resource, name: str) -> bool:
        """Tell whether separate resources say all on one side, and the plan of the other sets nothing inside.

        Which parent the planned ones will have only an apply tells; each of them is compared with its counterpart.
        """
        return any(
            is_unset(planned, name) and forms.has_separate(item, name) and forms.is_told_separately(item, name)
            for item, forms, planned in ((ours, self._left, theirs), (theirs, self._right, ours))
        )

    def find_open(self, one: Resource, other: Resource) -> frozenset[Pattern]:
        """Return what one of two counterparts says inside, and perhaps a separate resource of the other.

        Of a planned separate resource only an apply tells to what it belongs.
        """
        told = {name for name in self._names[one.type] for item in (one, other) if item.attributes.get(name)}
        loose = self._loose[0] | self._loose[1]
        return frozenset(
            (name,) for child, type_, name in self._insides if type_ == one.type and name in told and child in loose
        )

    def is_unclear(self, item: Resource, others: Sequence[Resource], *, is_reference: bool) -> bool:
        """Tell whether what has no counterpart may be said in another style, as only an apply tells.

        That is inside of a resource of the other side, or by one of its separate resources of another type; `others`
        are those without a counterpart.
        """
        if not self._loose[is_reference] and not (is_unapplied(item) and item.type in self._loose[not is_reference]):
            return False
        forms = {(type_, name) for child, type_, name in self._insides if child == item.type}
        siblings = {child for child, type_, name in self._insides if (type_, name) in forms and child != item.type}
        if any(other.type in siblings for other in others):
            return True
        side, found = (self._right, self._theirs) if is_reference else (self._left, self._ours)
        return any(
            parent.type == type_
            and parent.attributes.get(name)
            and not side.is_told_separately(found[id(parent)], name)
            for parent in self._wanted[is_reference]
            for type_, name in forms
        )

    def _are_separate(self, ours: Resource, theirs: Resource, name: str) -> bool:
        return all(
            forms.has_separate(item, name) and forms.is_told_separately(item, name)
            for forms, item in ((self._left, ours), (self._right, theirs))
        )


def _is_loose(item: Resource, child: str, link: str) -> bool:
    """Tell whether only an apply tells what a separate resource belongs to, or all that it says."""
    is_open = item.intent is not None and bool(item.intent.unknown)
    return item.type == child and is_unapplied(item) and (is_open or item.attributes.get(link) is None)


def _is_told(item: Resource, own: InlineForms, other: InlineForms, counterparts: Mapping[Key, Resource]) -> bool:
    return any(
        name in counterpart.attributes and not other.has_separate(counterpart, name)
        for parent, name in own.find_tellers(item)
        if (counterpart := counterparts.get(parent.order)) is not None
    )


def _told(item: Resource, name: str) -> Any:
    value = item.attributes.get(name)
    return [] if value is None else value


def _networks(matches: Sequence[Match], names: Collection[str]) -> tuple[dict[str, str], dict[str, str]]:
    """Return what the private networks of counterparts are called in both; one that has two of them keeps its own name.

    Each environment has its own: a rule that lets in the network of its VPC says the same in both.
    """
    pairs: dict[str, set[str]] = {}
    back: dict[str, set[str]] = {}
    for match in matches:
        for name in sorted(names & match.left.attributes.keys() & match.right.attributes.keys()):
            one, other = match.left.attributes[name], match.right.attributes[name]
            if isinstance(one, str) and isinstance(other, str) and is_private(one) and is_private(other):
                pairs.setdefault(one, set()).add(other)
                back.setdefault(other, set()).add(one)
    alone = {one: next(iter(others)) for one, others in pairs.items() if len(others) == 1}
    called = {(one, other): f"<{one} {other}>" for one, other in alone.items() if len(back[other]) == 1}
    return {one: name for (one, _), name in called.items()}, {other: name for (_, other), name in called.items()}


def _translated(item: Resource, side: MatchSide, networks: Mapping[str, str]) -> Resource:
    told: Mapping[str, Any] = {
        name: _renamed(side.translation.value(value), networks) for name, value in item.attributes.items()
    }
    return replace(
        item, id=side.translation.text(item.id or side.find_lent(item)), attributes=told, account="", region=""
    )


def _renamed(value: Any, names: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return names.get(value, value)
    if isinstance(value, list):
        return [_renamed(item, names) for item in value]
    if isinstance(value, Mapping):
        return {key: _renamed(item, names) for key, item in value.items()}
    return value
