"""What the host computes for a policy, so that no rule has to: parsed policy documents and related resources."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from engine.facts.policy_documents import canonicalise_policy, is_policy_document
from engine.jsontext.digest import JsonError, parse_json
from engine.model.place import is_same
from engine.model.policy import Policy
from engine.model.secret import has_secret_anywhere, is_secret_mark
from engine.model.snapshot import Resource, Side, Snapshot

DOCUMENTS = frozenset({"policy", "assume_role_policy"})
# By what a resource is referred to, and the attributes that refer: any other (a log's target) is another relation.
_NAMES = ("id", "arn", "bucket", "name", "url")
_REFERENCES = ("bucket", "function_name", "key_id", "queue_url", "role", "security_group_id", "topic_arn")
# What a policy compares. Of other attributes a secret still tells what they are asked for: that a value is set.
_COMPARED = frozenset(
    {"cidr_ipv4", "cidr_ipv6", "from_port", "ingress", "ip_protocol", "retention_in_days", "runtime", "to_port"}
)
_SCALARS = (str, int, type(None))
_GRANTS = ("Action", "NotAction", "Resource", "NotResource")


class Facts:
    """The facts of one snapshot; its index of references is made once."""

    def __init__(self, snapshot: Snapshot, policies: Sequence[Policy]) -> None:
        """Index the resources of every type that some policy wants to see beside another."""
        self._snapshot = snapshot
        self._unknown = _unknown_types(snapshot)
        self._secret: dict[int, bool] = {}  # by identity: the snapshot keeps its values alive
        self._listed = {listing.type for listing in snapshot.listings}
        wanted = {type_ for policy in policies for type_ in policy.related}
        self._index: dict[tuple[str, str], list[Resource]] = defaultdict(list)
        for resource in judged(snapshot):
            if resource.type in wanted:
                for name in _REFERENCES:
                    value = resource.attributes.get(name)
                    if isinstance(value, str) and value:
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
            if name in _COMPARED and self._is_secret(value):
                return f"{name} of {resource.type} is a secret"
            # What was hidden of a text may be what a policy looks for in it.
            if isinstance(value, str) and has_secret_anywhere(value):
                return f"{name} of {resource.type} holds a secret"
            if name in DOCUMENTS and value not in (None, "") and parsed_document(value) is None:
                return f"{name} of {resource.type} is no policy document"
        for type_ in policy.related:
            unlisted = self._snapshot.side is Side.OBSERVED and type_ not in self._listed
            unknown = type_ in self._unknown or unlisted or not self._snapshot.complete
            if unknown and not self._related(resource, type_):
                return f"whether there is a {type_} is not known"
        return ""

    def assumed(self, policy: Policy, resource: Resource, *, every: bool = False) -> str:
        """Return which attribute a pass of a policy would rest on that code says only by default, as a sentence.

        It is empty where there is none. Looked at are the attributes that the policy needs, `every` one where nobody
        knows which these are, and all of related resources.
        """
        names = resource.attributes.keys() if every else set(policy.requires)
        related = [
            (other, other.attributes.keys()) for type_ in policy.related for other in self._others(resource, type_)
        ]
        for item, looked_at in ((resource, names), *related):
            by_default = sorted(item.attributes.keys() - item.code.keys()) if item.declared else []
            for name in by_default:
                if name in looked_at:
                    return f"{name} of {item.address} rests on the default of a variable, which anybody may overrule"
        return ""

    def _is_secret(self, value: Any) -> bool:
        if isinstance(value, _SCALARS):
            return False
        known = self._secret.get(id(value))
        if known is None:
            known = self._secret[id(value)] = _holds_mark(value)
        return known

    def _related(self, resource: Resource, type_: str) -> list[dict[str, Any]]:
        return [
            {"address": other.address, "id": other.id, "attributes": other.attributes}
            for other in self._others(resource, type_)
        ]

    def _others(self, resource: Resource, type_: str) -> list[Resource]:
        names = {value for name in _NAMES if isinstance(value := resource.attributes.get(name), str) and value}
        names.add(resource.id)
        found = {
            id(other): other
            for name in names
            for other in self._index.get((type_, name), ())
            if is_same(other.account, resource.account)
        }
        return sorted(found.values(), key=lambda other: other.key)


def judged(snapshot: Snapshot) -> Iterable[Resource]:
    """Yield the resources that policies judge: managed, and not the provider's own."""
    return (item for item in snapshot.resources if item.is_answered_for)


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
    document = canonicalise_policy(parsed)
    return document if all(map(_is_statement, document["Statement"])) else None


def _is_statement(item: Any) -> bool:
    # Rules look for what is wrong in this form; in another one they would find nothing, which is no proof.
    if not isinstance(item, Mapping) or item.get("Effect") not in ("Allow", "Deny"):
        return False
    if not {"Action", "NotAction"} & item.keys():
        return False
    principals = [item[name] for name in ("Principal", "NotPrincipal") if name in item]
    lists = [item[name] for name in _GRANTS if name in item]
    lists += [names for principal in principals if isinstance(principal, Mapping) for names in principal.values()]
    return all(isinstance(principal, Mapping) for principal in principals) and all(
        isinstance(entry, str) for entries in lists for entry in entries
    )


def _unknown_types(snapshot: Snapshot) -> set[str]:
    unknown = {type_ for gap in snapshot.gaps for type_ in gap.types}
    return unknown | {listing.type for listing in snapshot.listings if not listing.complete}


def _holds_mark(value: Any) -> bool:
    """Tell whether something stands for a secret anywhere in what a policy compares; descriptions it does not."""
    if isinstance(value, Mapping):
        return is_secret_mark(value) or any(_holds_mark(item) for key, item in value.items() if key != "description")
    if isinstance(value, list | tuple):
        return any(map(_holds_mark, value))
    return has_secret_anywhere(value)
