"""Facts that one side writes inside a resource and the other as resources of their own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import Any

from engine.canonical.tables import PARTS, SPLITS, Part, Split
from engine.model.place import is_same_place, nearest
from engine.model.snapshot import Listing, Resource

_OF_PARENT: Mapping[str, tuple[Split, ...]] = {
    name: tuple(split for split in SPLITS if split.parent == name) for name in {split.parent for split in SPLITS}
}
_OF_CHILD: Mapping[str, tuple[Split, ...]] = {
    name: tuple(split for split in SPLITS if split.child == name) for name in {split.child for split in SPLITS}
}

Key = tuple[str, ...]  # a resource's `order`: two states may have one address


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

    def __init__(self, left: Sequence[Resource]) -> None:
        """`left` are the intended resources that are compared."""
        self.told: dict[Key, Container[str]] = {}  # parent -> what the observed one tells
        self._of_type: dict[str, list[Resource]] = defaultdict(list)
        for item in left:
            self._of_type[item.type].append(item)
        self._parents: dict[str, dict[str, list[Resource]]] = {}  # type -> name -> the resources, one in each place
        self._parts: dict[Part, dict[str, list[Resource]]] = {}  # the name of what others contain -> those
        # (parent, attribute) -> the separate resources that say it
        self.separate: dict[tuple[Key, str], list[Resource]] = defaultdict(list)
        for child in sorted(self._of_type.keys() & _OF_CHILD.keys()):
            for item in self._of_type[child]:
                self._separate(item)
        self._split = {where for where, _ in self.separate}

    def _separate(self, item: Resource) -> None:
        for split in _OF_CHILD[item.type]:
            for link in named(item, split.link):
                parent = self._parent(split.parent, link, item)
                if parent is not None:
                    for attribute in split.attributes:
                        self.separate[parent.order, attribute].append(item)

    def _parent(self, type_: str, name: str, child: Resource) -> Resource | None:
        if type_ not in self._parents:
            self._parents[type_] = _by_name(
                (name, item) for item in self._of_type.get(type_, ()) for name in _names(item)
            )
        return nearest(self._parents[type_].get(name, ()), child)

    def _contains(self, part: Part, name: str, child: Resource) -> bool:
        if part not in self._parts:
            owners = self._of_type.get(part.parent, ())
            self._parts[part] = _by_name((name, item) for item in owners for name in named(item, part.link))
        return nearest(self._parts[part].get(name, ()), child) is not None

    def skipped(self, resource: Resource) -> frozenset[str]:
        """Return the attributes of a desired resource that its separate resources speak for."""
        where = resource.order
        if where not in self._split:
            return frozenset()
        return frozenset(
            attribute
            for split in _OF_PARENT.get(resource.type, ())
            for attribute in split.attributes
            if (where, attribute) in self.separate
        )

    def explained(self, resource: Resource, listed: Listed) -> frozenset[str]:
        """Return the attributes of a desired resource that may be unread: what they say is looked at elsewhere.

        Separate resources of its own say it, or it says nothing and what was listed in its place shows what there is.
        """
        empty = {
            attribute
            for split in _OF_PARENT.get(resource.type, ())
            if listed.shows(split.child, resource)
            for attribute in split.attributes
            if not resource.attributes.get(attribute)
        }
        return self.skipped(resource) | empty

    def hidden(self, resource: Resource, listed: Listed) -> frozenset[str]:
        """Return what is skipped of a desired resource though nothing listed in its place shows it separately."""
        seen = {
            attribute
            for split in _OF_PARENT.get(resource.type, ())
            if listed.shows(split.child, resource)
            for attribute in split.attributes
        }
        return self.skipped(resource) - seen

    def _inside(self, parent: Resource, where: Key, name: str) -> bool:
        """Tell whether a desired parent has a fact inside: an empty one counts where the observed side tells it."""
        value, told = parent.attributes.get(name), self.told.get(where)
        return (
            value is not None and (where, name) not in self.separate and (bool(value) or told is None or name in told)
        )

    def accounts_for(self, resource: Resource, name: str, value: Any) -> bool:
        """Tell whether everything in an observed attribute is in the desired one or said by its separate resources."""
        own = resource.attributes.get(name)
        children = self.separate.get((resource.order, name), [])
        if isinstance(value, str):
            return value == own or any(value == other for child in children for other in child.attributes.values())
        if not isinstance(value, list):
            return False
        before = own if isinstance(own, list) else []
        if resource.type.endswith("security_group"):
            known = {rule for entry in [*before, *map(_as_inline, children)] for rule in _rules(entry, resource.id)}
            return all(rule in known for entry in value for rule in _rules(entry, resource.id))
        told = [other for child in children for other in child.attributes.values() if isinstance(other, str)]
        return all(item in before or item in told or any(_says(child, item) for child in children) for item in value)

    def speaks_for(self, child: Resource) -> bool:
        """Tell whether an observed resource is part of a desired one that has the fact inline."""
        if any(
            self._contains(part, name, child)
            for part in PARTS
            if part.child == child.type
            for name in named(child, part.attribute)
        ):
            return True
        for split in _OF_CHILD.get(child.type, ()):
            for link in named(child, split.link):
                parent = self._parent(split.parent, link, child)
                if parent is not None and any(self._inside(parent, parent.order, name) for name in split.attributes):
                    return True
        return False


def _by_name(named: Iterable[tuple[str, Resource]]) -> dict[str, list[Resource]]:
    found: dict[str, list[Resource]] = defaultdict(list)
    for name, item in named:
        found[name].append(item)
    return found


def _says(child: Resource, entry: Any) -> bool:
    if not isinstance(entry, Mapping):
        return False
    if child.type == "aws_s3_bucket_versioning":
        entry = _as_separate(entry)
    return all(child.attributes.get(name) == value for name, value in entry.items() if value not in (None, "", []))


def _as_separate(versioning: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the versioning of a bucket in the form of its own resource."""
    status = "Enabled" if versioning.get("enabled") else "Suspended"
    # What the separate resource does not say of deletion by MFA is that there is none.
    mfa = "Enabled" if versioning.get("mfa_delete") else ""
    return {"versioning_configuration": [{"mfa_delete": mfa, "status": status}]}


def _as_inline(rule: Resource) -> Mapping[str, Any]:
    """Return a rule of a security group in the form that it has inside the group."""
    told = rule.attributes
    return {
        "protocol": told.get("protocol") or told.get("ip_protocol"),
        "from_port": told.get("from_port"),
        "to_port": told.get("to_port"),
        "cidr_blocks": told.get("cidr_blocks") or [told.get("cidr_ipv4")],
        "ipv6_cidr_blocks": told.get("ipv6_cidr_blocks") or [told.get("cidr_ipv6")],
        "prefix_list_ids": told.get("prefix_list_ids") or [told.get("prefix_list_id")],
        "security_groups": [told.get("source_security_group_id") or told.get("referenced_security_group_id")],
        "self": told.get("self"),
    }


def _rules(entry: Any, group: str) -> Iterator[tuple[Any, ...]]:
    """Yield what an inline entry of a security group allows, one source at a time."""
    if not isinstance(entry, Mapping):
        yield (repr(entry),)
        return
    protocol = str(entry.get("protocol"))
    ports = (None, None) if protocol == "-1" else (entry.get("from_port"), entry.get("to_port"))
    for name in ("cidr_blocks", "ipv6_cidr_blocks", "prefix_list_ids", "security_groups"):
        sources = entry.get(name)
        for source in sources if isinstance(sources, list) else ():
            if source:
                yield (protocol, *map(str, ports), "self" if source == group else str(source))
    if entry.get("self"):
        yield (protocol, *map(str, ports), "self")


def _names(resource: Resource) -> Iterator[str]:
    for name in ("id", "arn", "name", "bucket", "domain_name", "url"):
        value = resource.attributes.get(name)
        if isinstance(value, str) and value:
            yield value


def named(item: Resource, link: str) -> list[str]:
    """Return the texts that a resource has as an attribute, or as `block.attribute`."""
    block, _, member = link.partition(".")
    value = item.id if link == "id" else item.attributes.get(block)
    if not member:
        found = [value]
    else:
        found = [entry.get(member) for entry in value if isinstance(entry, Mapping)] if isinstance(value, list) else []
    return [name for name in found if isinstance(name, str) and name]
