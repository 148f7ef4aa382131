"""The fingerprint of a resource's configuration: digests of the canonical form of what people set of it.

What only labels a resource (tags, descriptions, names for display), what only the provider sets and what moves by
itself is not among it. What people may also write as resources of their own, such as the versioning of a bucket, counts
under the type of those, as a part of the resource that they belong to.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from engine.canonical.canonicalise import digest_rules
from engine.canonical.sets import write_identity
from engine.comparison.attributes import AttributeComparison
from engine.comparison.inline_forms import InlineForms
from engine.comparison.leaves import element, find_node, member
from engine.estate.neighbours import Neighbours
from engine.jsontext.digest import digest, digest_bytes
from engine.model.measurement import ResourceFingerprint
from engine.model.outcome import Gap
from engine.model.path import MapKey
from engine.model.place import is_same_place
from engine.model.secret import has_secret_anywhere, is_secret_mark
from engine.model.snapshot import Resource, Side, Snapshot
from engine.provider.meaning import Meaning
from engine.provider.port import Provider
from engine.provider.rating import Rater
from engine.provider.schema import SchemaNode

_FORM = "configuration/1"  # counts up when other attributes count, or a digest is made in another way
_HEX = slice(7, 39)
_UNDER = "@"  # stands between a digest and the epoch of the key under which the secrets in its value are hidden
# What is behind the name of an attribute under which Terraform tells what really is: a version that was set as `16`.
_ACTUAL = "_actual"


def digest_form(provider: Provider, types: Iterable[str]) -> str:
    """Return the digest of all that the fingerprints of resources of these types are made by."""
    return digest([_FORM, digest_rules(provider, sorted(set(filter(None, types)))), provider.version])


def epoch_of(attribute: str | None) -> str:
    """Return the epoch of the key under which the secrets of a value are hidden, empty for one without secrets."""
    return "" if attribute is None else attribute.partition(_UNDER)[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprinted:
    """The fingerprint of a resource, what it refers to, and what of it could not be read or has no form.

    `elsewhere` are the attributes that other resources speak for, which are parts of this one.
    """

    fingerprint: ResourceFingerprint
    references: tuple[Resource, ...]
    elsewhere: frozenset[str]
    gaps: tuple[Gap, ...]


class ConfigurationReader:
    """Makes the fingerprints of resources of one snapshot."""

    def __init__(self, snapshot: Snapshot, provider: Provider) -> None:
        """Index the resources of the snapshot by what they are called."""
        self.snapshot = snapshot
        self._attributes = AttributeComparison(provider)
        self._provider, self._rating = provider, Rater(provider)
        self._inline = InlineForms(snapshot.applied, provider)
        self._neighbours = Neighbours(snapshot.applied, provider)

    def read(self, resource: Resource) -> Fingerprinted:
        """Return the fingerprint of a resource of the snapshot, with what it refers to there, one step far."""
        skipped = self._inline.find_skipped(resource)
        said = {name: value for name, value in self._said(resource).items() if name not in skipped}
        form = self._attributes.forms(resource, (said,))
        digests = {name: self._digest(value) for name, value in form.sides[0].items()}
        gaps = [*form.gaps, *self._unread(resource.type, resource, {resource.id})]
        named, parts = self._neighbours.find(resource, said), self._parts(resource)
        for type_, children in parts.items():
            told = [(child, self._said(child)) for child in children]
            forms = [self._attributes.forms(child, (own,)) for child, own in told]
            named += [item for child, own in told for item in self._neighbours.find(child, own)]
            lacking = [gap for one in forms for gap in one.gaps]
            lacking += self._unread(type_, resource, {child.id for child in children})
            if not lacking and (children or self._lists(type_, resource)):
                digests[type_] = self._digest(sorted((one.sides[0] for one in forms), key=write_identity) or None)
            gaps += lacking
        own = {resource.order, *(child.order for children in parts.values() for child in children)}
        rests = {item.order: item for item in named if item.order not in own}
        return Fingerprinted(
            fingerprint=ResourceFingerprint(side=self.snapshot.side, attributes=tuple(sorted(digests.items()))),
            references=tuple(rests[order] for order in sorted(rests)),
            elsewhere=skipped,
            gaps=tuple(gaps),
        )

    def _said(self, resource: Resource) -> dict[str, Any]:
        """Return what counts of the attributes of a resource that were read."""
        type_, provider = resource.type, self._provider
        return {
            name: self._counting(type_, (name,), resource.attributes[name], find_node(provider, type_, name))
            for name in self._names(resource)
            if not self._is_label(type_, (name,))
        }

    def _names(self, resource: Resource) -> list[str]:
        settable, read = self._attributes.settables.of(resource.type), resource.attributes.keys()
        if settable.known is None:
            names = settable.likely(read)
        else:
            actual = {name for name in settable.known if f"{name}{_ACTUAL}" in settable.known}
            names = (settable.in_code() | actual | {f"{name}{_ACTUAL}" for name in actual}) & read
        return sorted(names - self._attributes.tags)

    def _counting(self, type_: str, path: tuple[str, ...], value: Any, node: SchemaNode | None) -> Any:
        """Return a value without what in its blocks only labels, moves by itself or is set by the provider alone."""
        if isinstance(value, list | tuple):
            return [self._counting(type_, path, item, element(node)) for item in value]
        if not isinstance(value, Mapping) or is_secret_mark(value):
            return value
        volatile = self._attributes.settables.of(type_).volatile
        found = {}
        for key, item in value.items():
            part, inner = member(node, key)
            names = path if isinstance(part, MapKey) else (*path, key)
            if names != path and (
                (inner is not None and inner.computed) or ".".join(names) in volatile or self._is_label(type_, names)
            ):
                continue
            found[key] = self._counting(type_, names, item, inner)
        return found

    def _is_label(self, type_: str, names: tuple[str, ...]) -> bool:
        return self._rating.meaning_of(type_, names) is Meaning.METADATA

    def _parts(self, resource: Resource) -> dict[str, list[Resource]]:
        """Return the resources that say a part of what this one is, by the types that there may be of them."""
        found: dict[str, dict[tuple[str, ...], Resource]] = {}
        for split in self._provider.facts(resource.type).splits:
            of_type = found.setdefault(split.child, {})
            for attribute in split.attributes:
                children = self._inline.separate.get((resource.order, attribute), ())
                of_type.update({child.order: child for child, told in children if told.child == split.child})
        return {type_: [children[order] for order in sorted(children)] for type_, children in found.items()}

    def _unread(self, type_: str, resource: Resource, ids: set[str]) -> list[Gap]:
        """Return what could not be read of these resources of a type, or of all of the type where `resource` is."""
        return [
            gap
            for gap in self.snapshot.gaps
            if type_ in gap.types and is_same_place(gap, resource) and (not gap.id or gap.id in ids)
        ]

    def _lists(self, type_: str, resource: Resource) -> bool:
        """Tell whether all of a type that could be there was read."""
        snapshot = self.snapshot
        if snapshot.side is Side.DESIRED:
            return snapshot.complete and not snapshot.gaps
        rows = [row for row in snapshot.listings if row.type == type_ and is_same_place(row, resource)]
        return bool(rows) and all(row.complete for row in rows)

    def _digest(self, value: Any) -> str | None:
        if value is None:
            return None
        found = digest_bytes(write_identity(value))[_HEX]
        return f"{found}{_UNDER}{self.snapshot.epoch}" if has_secret_anywhere(value) else found
