"""How a separate resource and an inline entry say the same: the members of one as those of the other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from engine.model.snapshot import Resource
from engine.provider.facts import Entries, Split


def by_name(named: Iterable[tuple[str, Resource]]) -> dict[str, list[Resource]]:
    """Return the resources by name; several may have one."""
    found: dict[str, list[Resource]] = defaultdict(list)
    for name, item in named:
        found[name].append(item)
    return found


def says(child: Resource, split: Split, entry: Any) -> bool:
    """Tell whether a separate resource says all that an inline entry says."""
    if not isinstance(entry, Mapping):
        return False
    if split.by:  # what names it has to be there: an entry that names nothing is nobody's
        return all(
            entry.get(name) not in (None, "") and _member(child, split, name) == entry[name] for name in split.by
        )
    return all(_is_said(_member(child, split, name), value) for name, value in entry.items())


def _is_said(told: Any, value: Any) -> bool:
    """Tell whether a member says a value; what is empty, off or zero has not to be said."""
    return told == value or value in (None, "", []) or (told is None and value in (False, 0))


def with_remark(item: Resource, name: str, blocks: Iterable[Mapping[str, Any]]) -> Resource:
    """Return a resource with the remark that these blocks have; where they differ, one that is not its own."""
    own = item.attributes.get(name) or ""
    others = sorted({str(block.get(name) or "") for block in blocks} - {own})
    return replace(item, attributes={**item.attributes, name: others[0]}) if name and others else item


def as_entry(child: Resource, split: Split, entries: Entries) -> Mapping[str, Any]:
    """Return what a separate resource says in the form that it has inside its parent."""
    return {name: _member(child, split, name) for name in (*entries.same, *entries.each, entries.itself)}


def _member(child: Resource, split: Split, name: str) -> Any:
    """Return what a separate resource says as a member of the inline form."""
    told = split.inline.get(name)
    if told is None:
        return child.attributes.get(name)
    block, _, member = told.at.partition(".")
    value = child.id if block == "id" else child.attributes.get(block)
    if member:
        entry = value[0] if isinstance(value, list) and value else value
        value = entry.get(member) if isinstance(entry, Mapping) else None
    if not told.words:
        return value
    return told.words.get(value) if isinstance(value, str) else None


def taken_apart(entry: Any, entries: Entries, own_id: str) -> Iterator[tuple[str, ...]]:
    """Yield what an inline entry says, one value at a time."""
    if not isinstance(entry, Mapping):
        yield (repr(entry),)
        return
    only, value = entries.alone
    alone = str(entry.get(only)) == value
    same = tuple(str(None if alone and name != only else entry.get(name)) for name in entries.same)
    for name in entries.each:
        told = entry.get(name)
        for one in told if isinstance(told, list) else (told,):
            if one:
                yield (*same, entries.itself if one == own_id else str(one))
    if entry.get(entries.itself):
        yield (*same, entries.itself)


def names_of(resource: Resource, links: Iterable[str]) -> Iterator[str]:
    """Yield the texts that a resource has under some attributes."""
    for name in links:
        value = resource.attributes.get(name)
        if isinstance(value, str) and value:
            yield value


def find_names(item: Resource, link: str) -> list[str]:
    """Return the texts that a resource has as an attribute, in a list of it, or as `block.attribute`."""
    block, _, member = link.partition(".")
    value = item.id if link == "id" else item.attributes.get(block)
    if not member:
        found = value if isinstance(value, list) else [value]
    else:
        found = [entry.get(member) for entry in value if isinstance(entry, Mapping)] if isinstance(value, list) else []
    return [name for name in found if isinstance(name, str) and name]
