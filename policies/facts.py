"""What the host computes for a policy, so that no rule has to: parsed policy documents and related resources."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from engine.canonical.policy_document import canonical_policy, is_policy_document
from engine.digest import JsonError, parse_json
from engine.model.policy import Policy
from engine.model.snapshot import Mode, Resource, Side, Snapshot

DOCUMENTS = frozenset({"policy", "assume_role_policy"})
_NAMES = ("id", "arn", "bucket", "name", "url")


class Facts:
    """The facts of one snapshot; its index of references is made once."""

    def __init__(self, snapshot: Snapshot, policies: Sequence[Policy]) -> None:
        """Index the resources of every type that some policy wants to see beside another."""
        self._snapshot = snapshot
        self._unknown = _unknown_types(snapshot)
        self._listed = {listing.type for listing in snapshot.listings}
        wanted = {type_ for policy in policies for type_ in policy.related}
        self._index: dict[tuple[str, str], list[Resource]] = defaultdict(list)
        for resource in judged(snapshot):
            if resource.type in wanted:
                for value in {value for value in resource.attributes.values() if isinstance(value, str) and value}:
                    self._index[resource.type, value].append(resource)

    def resource(self, resource: Resource, related: Iterable[str]) -> dict[str, Any]:
        """Return a resource as policies see it, with its related resources of the given types."""
        attributes = resource.attributes
        return {
            "type": resource.type,
            "address": resource.address,
            "id": resource.id,
            "account": resource.account,
            "region": resource.region,
            "attributes": attributes,
            "documents": {
                name: document
                for name in DOCUMENTS & attributes.keys()
                if (document := parsed_document(attributes[name])) is not None
            },
            "related": {type_: self._related(resource, type_) for type_ in related},
        }

    def missing(self, policy: Policy, resource: Resource) -> str:
        """Return what a policy needs of a resource and cannot have, as a sentence, empty when it has everything."""
        for name in policy.requires:
            if name not in resource.attributes:
                return f"{name} of {resource.type} was not read"
            value = resource.attributes[name]
            if name in DOCUMENTS and value not in (None, "") and parsed_document(value) is None:
                return f"{name} of {resource.type} is no policy document"
        for type_ in policy.related:
            unknown = type_ in self._unknown or (self._snapshot.side is Side.OBSERVED and type_ not in self._listed)
            if unknown and not self._related(resource, type_):
                return f"whether there is a {type_} is not known"
        return ""

    def _related(self, resource: Resource, type_: str) -> list[dict[str, Any]]:
        names = {value for name in _NAMES if isinstance(value := resource.attributes.get(name), str) and value}
        names.add(resource.id)
        found = {id(other): other for name in names for other in self._index.get((type_, name), ())}
        return [
            {"address": other.address, "id": other.id, "attributes": other.attributes}
            for other in sorted(found.values(), key=lambda other: other.key)
        ]


def judged(snapshot: Snapshot) -> Iterable[Resource]:
    """Yield the resources that policies judge: managed, present, and not the provider's own."""
    return (
        item
        for item in snapshot.resources
        if item.mode is Mode.MANAGED and not item.deposed and not item.provider_owned
    )


def parsed_document(value: Any) -> dict[str, Any] | None:
    """Return the canonical policy document in an attribute, none when there is none that can be read."""
    if not isinstance(value, str) or not value.lstrip().startswith("{"):
        return None
    try:
        parsed = parse_json(value.encode("utf-8", "surrogatepass"), name="policy document")
    except JsonError:
        return None
    if not is_policy_document(parsed) or not isinstance(parsed, Mapping):
        return None
    document = canonical_policy(parsed)
    return document if all(isinstance(item, Mapping) for item in document["Statement"]) else None


def _unknown_types(snapshot: Snapshot) -> set[str]:
    unknown = {type_ for gap in snapshot.gaps for type_ in gap.types}
    return unknown | {listing.type for listing in snapshot.listings if not listing.complete}
