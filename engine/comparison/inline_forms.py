"""Facts that one side writes inside a resource and the other as resources of their own.

A provider says of which attributes that is true (`engine.provider.facts.Split`): here the `rules` of a group are also
`rule` resources, which name their group. Both forms mean the same, so neither may be drift of the other. For example:

    intended: a group g without rules, and a rule r of it       observed: the group g with its rules inside
    group g                                                     group g  rules=[{port: 443}]
    rule  r  group=g  port=443

The attribute `rules` of g is skipped, because r speaks for it, and what was observed in it is accounted for: r says all
of {port: 443}. Were {port: 22} in it too, nothing intended would say that, and it would be drift. The other way about:

    intended: the group g with its rules inside                 observed: the group g, and the rule r listed by itself
    group g  rules=[{port: 443}]                                group g  rules=[{port: 443}]
                                                                rule  r  group=g  port=443

Nobody intends a resource r, but g has the fact inside and speaks for it: r is not unmanaged. The comparison of `rules`
itself finds a rule that is one too many.

There may be two types of separate resources, of which the provider lists one. What is intended as the other is looked
for inside the observed parent (`find_inside`), and speaks for the listed ones that say a part of it. So it is also
where the parent is nobody's here: a rule of one state in the group of another, or in one that the provider made.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from engine.comparison.entries import as_entry, by_name, find_names, names_of, says, taken_apart, with_remark
from engine.comparison.foreign_parents import ForeignParents
from engine.model.place import is_same_place, nearest
from engine.model.snapshot import Listing, Resource
from engine.provider.facts import Component, Split
from engine.provider.port import Provider
from engine.provider.rating import texts_of

Key = tuple[str, ...]  # a resource's `order`: two states may have one address


@dataclass(frozen=True, slots=True, kw_only=True)
class Inside:
    """What an observed parent has inside of an intended separate resource: that resource, or None where it is not."""

    found: Resource | None


class Listed:
    """The types of which the observed side shows also what nobody manages, and where: a list is one of its place."""

    def __init__(self, rows: Iterable[Listing]) -> None:
        """`rows` are lists that were asked for, whole or not: what one lacks is a gap already."""
        self._rows: dict[str, list[Listing]] = defaultdict(list)
        for row in rows:
            self._rows[row.type].append(row)

    def shows(self, type_: str, resource: Resource) -> bool:
        """Tell whether there is a list of a type in the place of a resource, as far as both tell theirs."""
        return any(is_same_place(row, resource) for row in self._rows.get(type_, ()))


class InlineForms:
    """The inline and separate forms of the intended side.

    Attributes are looked at only where a resource of the types that say one fact in two ways is there.
    """

    def __init__(
        self,
        left: Sequence[Resource],
        provider: Provider,
        pairs: Iterable[tuple[Resource, Resource]] = (),
        others: Sequence[Resource] = (),
    ) -> None:
        """`left` are the intended resources that are compared, `provider` says which facts have two forms.

        `pairs` are those of them that have an observed resource: what that tells is known of them. `others` are
        observed and nobody intends them; what is intended may be a part of them all the same.
        """
        pairs, self._provider = tuple(pairs), provider
        self._others = ForeignParents(others, provider)
        self._of_type: dict[str, list[Resource]] = defaultdict(list)
        for item in left:
            self._of_type[item.type].append(item)
        # child -> the types that have what it says inside, and how; only of parents that are there
        self._splits: dict[str, list[tuple[str, Split]]] = defaultdict(list)
        self._components: dict[str, list[tuple[str, Component]]] = defaultdict(list)
        for parent in sorted(self._of_type):
            facts = provider.facts(parent)
            for split in facts.splits:
                self._splits[split.child].append((parent, split))
            for component in facts.components:
                self._components[component.child].append((parent, component))
        parents = {parent for splits in self._splits.values() for parent, _ in splits}
        self._told: dict[Key, Mapping[str, Any]] = {
            one.order: other.attributes for one, other in pairs if one.type in parents or one.type in self._splits
        }
        wholes = {parent for components in self._components.values() for parent, _ in components}
        self._ids = {one.order: other.id for one, other in pairs if one.type in wholes and one.id != other.id}
        self._parents: dict[str, dict[str, list[Resource]]] = {}  # type -> name -> the resources, one in each place
        self._wholes: dict[tuple[str, Component], dict[str, list[Resource]]] = {}  # what others contain -> those
        # (parent, attribute) -> the separate resources that say it, and how
        self.separate: dict[tuple[Key, str], list[tuple[Resource, Split]]] = defaultdict(list)
        for child in sorted(self._of_type.keys() & self._splits.keys()):
            for item in self._of_type[child]:
                self._separate(item)
        self._split = {where for where, _ in self.separate}
        children = sorted(self._of_type.keys() & self._others.children)
        self._parts = self._others.parts_among(item for child in children for item in self._of_type[child])

    def _separate(self, item: Resource) -> None:
        for parent, split in self._parents_of(item):
            for attribute in split.attributes:
                self.separate[parent.order, attribute].append((item, split))

    def _parents_of(self, item: Resource) -> Iterator[tuple[Resource, Split]]:
        """Yield the desired parents of a separate resource, and how it says what they have inside."""
        for type_, split in self._splits.get(item.type, ()):
            if split.only is None or item.attributes.get(split.only[0]) == split.only[1]:
                for link in find_names(item, split.link):
                    parent = self._parent(type_, link, item)
                    if parent is not None:
                        yield parent, split

    def _parent(self, type_: str, name: str, child: Resource) -> Resource | None:
        if type_ not in self._parents:
            links = self._provider.common.naming.links
            self._parents[type_] = by_name(
                (name, item) for item in self._of_type.get(type_, ()) for name in names_of(item, links)
            )
        return nearest(self._parents[type_].get(name, ()), child)

    def _contains(self, type_: str, component: Component, name: str, child: Resource) -> bool:
        if (type_, component) not in self._wholes:
            owners = self._of_type.get(type_, ())
            self._wholes[type_, component] = by_name(
                (name, item) for item in owners for name in self._names_in(item, component.link)
            )
        return nearest(self._wholes[type_, component].get(name, ()), child) is not None

    def _names_in(self, item: Resource, link: str) -> list[str]:
        """Return what a desired resource names in a link: also by the id that it was observed under."""
        seen = self._ids.get(item.order) if link == "id" else None
        return [*find_names(item, link), *([seen] if seen else ())]

    def find_skipped(self, resource: Resource) -> frozenset[str]:
        """Return the attributes of a desired resource that its separate resources speak for."""
        where = resource.order if self._split else ()
        if where not in self._split:
            return frozenset()
        return frozenset(
            attribute
            for split in self._provider.facts(resource.type).splits
            for attribute in split.attributes
            if (where, attribute) in self.separate
        )

    def find_explained(self, resource: Resource, listed: Listed) -> frozenset[str]:
        """Return the attributes of a desired resource that may be unread: what they say is looked at elsewhere.

        Separate resources of its own say it, or it says nothing and what was listed in its place shows what there is.
        """
        empty = {
            attribute
            for split in self._provider.facts(resource.type).splits
            if listed.shows(split.child, resource)
            for attribute in split.attributes
            if not resource.attributes.get(attribute)
        }
        return self.find_skipped(resource) | empty

    def find_hidden(self, resource: Resource, listed: Listed) -> frozenset[str]:
        """Return what is skipped of a desired resource though nothing listed in its place shows it separately.

        A separate resource that is the whole of it shows it by itself.
        """
        seen = {
            attribute
            for split in self._provider.facts(resource.type).splits
            if split.whole or listed.shows(split.child, resource)
            for attribute in split.attributes
        }
        return self.find_skipped(resource) - seen

    def _inside(self, parent: Resource, where: Key, name: str) -> bool:
        """Tell whether a desired parent has a fact inside: an empty one counts where the observed side tells it."""
        value, told = parent.attributes.get(name), self._told.get(where)
        return (
            value is not None and (where, name) not in self.separate and (bool(value) or told is None or name in told)
        )

    def accounts_for(self, resource: Resource, name: str, value: Any) -> bool:
        """Tell whether everything in an observed attribute is in the desired one or said by its separate resources."""
        own = resource.attributes.get(name)
        children = [*self._children(resource, name)]
        if isinstance(value, str):
            return value == own or any(value == other for child, _ in children for other in child.attributes.values())
        if not isinstance(value, list):
            return False
        before = own if isinstance(own, list) else []
        entries = self._provider.facts(resource.type).entries
        if entries is not None:
            told = [*before, *(as_entry(child, split, entries) for child, split in children)]
            known = {one for entry in told for one in taken_apart(entry, entries, resource.id)}
            return all(one in known for entry in value for one in taken_apart(entry, entries, resource.id))
        texts = [text for child, _ in children for text in texts_of(dict(child.attributes))]
        return all(
            item in before or item in texts or any(says(child, split, item) for child, split in children)
            for item in value
        )

    def _children(self, resource: Resource, name: str) -> Iterator[tuple[Resource, Split]]:
        """Yield the separate resources of a desired one, as they are intended and as they were seen."""
        for child, split in self.separate.get((resource.order, name), ()):
            yield child, split
            if (told := self._told.get(child.order)) is not None:
                yield replace(child, attributes=told), split

    def speaks_for(self, child: Resource) -> bool:
        """Tell whether an observed resource is part of a desired one that has the fact inline.

        Whether it has this very one there is another question (`says`): what is one too many is drift of the whole.
        """
        return self._is_component(child) or any(
            self._inside(parent, parent.order, name) or self._is_part(child, parent, name, split)
            for parent, split in self._parents_of(child)
            for name in split.attributes
        )

    def says(self, child: Resource) -> bool:
        """Tell whether what an observed resource says stands inside of a desired one, or in separate ones of it."""
        return (
            self._is_component(child)
            or any(
                self._has_inside(parent, child, name, split) or self._is_part(child, parent, name, split)
                for parent, split in self._parents_of(child)
                for name in split.attributes
            )
            or self._is_part_of_other(child)
        )

    def _is_component(self, child: Resource) -> bool:
        return any(
            self._contains(type_, component, name, child)
            for type_, component in self._components.get(child.type, ())
            for name in find_names(child, component.attribute)
        )

    def _has_inside(self, parent: Resource, child: Resource, name: str, split: Split) -> bool:
        own, entries = parent.attributes.get(name), self._provider.facts(parent.type).entries
        if isinstance(own, str):
            return own in child.attributes.values()
        if not isinstance(own, list):
            return False
        if entries is None:
            texts = child.attributes.values()
            return any(item in texts if isinstance(item, str) else says(child, split, item) for item in own)
        said = set(taken_apart(as_entry(child, split, entries), entries, parent.id))
        return bool(said) and said.issubset(one for entry in own for one in taken_apart(entry, entries, parent.id))

    def _is_part(self, child: Resource, parent: Resource, name: str, split: Split) -> bool:
        """Tell whether separate resources of another type say all that an observed separate resource says."""
        return self._is_said_by(child, parent, split, self.separate.get((parent.order, name), ()))

    def _is_part_of_other(self, child: Resource) -> bool:
        """Tell whether separate resources of another type say it of a parent that nobody intends."""
        return bool(self._parts) and any(
            self._is_said_by(child, parent, split, self._parts.get((parent.order, name), ()))
            for parent, split in self._others.parents_of(child)
            for name in split.attributes
        )

    def _is_said_by(
        self, child: Resource, parent: Resource, split: Split, separate: Iterable[tuple[Resource, Split]]
    ) -> bool:
        others = [(one, how) for one, how in separate if one.type != child.type]
        entries = self._provider.facts(parent.type).entries
        if entries is None or not others:
            return False
        said = list(taken_apart(as_entry(child, split, entries), entries, parent.id))
        known = {part for one, how in others for part in taken_apart(as_entry(one, how, entries), entries, parent.id)}
        return bool(said) and known.issuperset(said)

    def has_separate(self, resource: Resource, name: str) -> bool:
        """Tell whether separate resources of a desired one say what an attribute of it is about."""
        return (resource.order, name) in self.separate

    def is_told_inside(self, item: Resource) -> bool:
        """Tell whether the observed parent of a desired separate resource says in itself what that one says."""
        return any(
            self._has_inside(replace(parent, attributes=told), item, name, split)
            for parent, split in self._parents_of(item)
            if (told := self._told.get(parent.order)) is not None
            for name in split.attributes
        )

    def is_told_separately(self, resource: Resource, name: str) -> bool:
        """Tell whether separate resources of a desired one say all that stands in an attribute of it."""
        if any(split.whole for _, split in self.separate.get((resource.order, name), ())):
            return True
        value = resource.attributes.get(name)
        without = replace(resource, attributes={**resource.attributes, name: None})
        return self.accounts_for(without, name, [] if value is None else value)

    def find_tellers(self, item: Resource) -> Iterator[tuple[Resource, str]]:
        """Yield the desired parents, with the attribute, that say in themselves what their separate resource says."""
        for parent, split in self._parents_of(item):
            for name in split.attributes:
                if (split.whole and parent.attributes.get(name)) or self._has_inside(parent, item, name, split):
                    yield parent, name

    def find_inside(self, item: Resource) -> Inside | None:
        """Return what the observed parent of a desired separate resource has of it; None where nothing tells that."""
        told = [(parent, split, self._told.get(parent.order, {})) for parent, split in self._parents_of(item)]
        told += [(parent, split, parent.attributes) for parent, split in self._others.parents_of(item)]
        for parent, split, attributes in told:
            entries = self._provider.facts(parent.type).entries
            values = [attributes.get(name) for name in split.attributes]
            blocks = [block for value in values if isinstance(value, list) for block in value]
            if entries is None or not all(isinstance(value, list) for value in values):
                continue
            said = set(taken_apart(as_entry(item, split, entries), entries, parent.id))
            parts = [(block, said.intersection(taken_apart(block, entries, parent.id))) for block in blocks]
            if not said:
                continue
            if said.difference(*(part for _, part in parts)):
                return Inside(found=None)
            return Inside(found=with_remark(item, entries.remark, [block for block, part in parts if part]))
        return None
