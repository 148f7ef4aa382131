"""Which resources belong to which: by ids and names where they are known, by references where only an apply tells."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from engine.model.address import ANY_KEY
from engine.model.identity import Intent, Reference
from engine.model.place import is_same
from engine.model.secret import has_secret_anywhere
from engine.model.snapshot import PROVIDER, Resource
from policies.facts.kept import Kept

# By what a resource is referred to, and the attributes that refer: any other (a log's target) is another relation.
_NAMES = ("id", "arn", "bucket", "name", "url")
_REFERENCES = (
    *("bucket", "function_name", "key_id", "queue_url", "role", "security_group_id", "topic_arn", "prefix_list_id"),
    *(
        "load_balancer_arn",
        "cluster_identifier",
        "file_system_id",
        "repository",
        "user",
        "group",
        "secret_id",
        "domain_name",
    ),
    *(
        "backup_vault_name",
        "cluster_name",
        "registry_id",
        "rest_api_id",
        "instance_id",
        "volume_id",
        "vpc_id",
        "db_cluster_identifier",
    ),
    *("vpc_endpoint_id", "autoscaling_group_name", "resource_arn", "zone_id", "hosted_zone_id", "firewall_arn"),
    *("listener_arn", "event_bus_name"),
    # A part that AWS knows by the id of the whole, as the rotation of a secret.
    *("id", "secret_arn", "directory_id", "image_id", "permission_set_arn"),
)
# The same for many at once.
_LISTS = ("roles", "users", "groups")
_LIMITS = frozenset({"permissions_boundary"})  # what refers to that beyond which nothing counts
LINKS = frozenset((*_REFERENCES, *_LISTS))
_REGION = ("region",)
# How many of a type belong to one resource at the most that anybody looks through: rules of a firewall by AWS's quota
# (https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html), of all others fewer.
MANY, RULES = 250, 1000


class Neighbours:
    """An index of the resources of some types, made once."""

    def __init__(
        self,
        resources: Iterable[Resource],
        types: Iterable[str],
        settings: frozenset[str] = frozenset(),
        regional: frozenset[str] = frozenset(),
        rules: frozenset[str] = frozenset(),
    ) -> None:
        """Index the resources of the types that are looked for.

        `settings` are those of whole accounts, `regional` those of a region of one, `rules` those of firewalls.
        """
        wanted = frozenset(types)
        self._regional, self._rules = regional, rules
        self._settings: dict[str, list[Resource]] = {type_: [] for type_ in settings}
        # By what they refer to, and by the account and region that they are in: many accounts call things alike.
        self._by_name: dict[tuple[str, str], dict[tuple[str, str], list[Resource]]] = {}
        self._by_reference: dict[tuple[str, str], list[Resource]] = defaultdict(list)
        self._unsure: dict[str, list[Resource]] = defaultdict(list)  # those that may belong to any
        self._by_address: dict[str, Resource] = {}
        self._first: dict[str, Resource] = {}  # of those, in order
        self._of_place: dict[tuple[str | None, ...], tuple[list[Resource], Resource | None]] = {}
        self._children: Kept[tuple[int, str], list[Resource]] = Kept()
        held = list(resources)
        self._there = {resource.type for resource in held}
        for resource in held:
            self._by_address.setdefault(resource.address, resource)
        for resource in held:
            if resource.type in settings:
                self._settings[resource.type].append(resource)
            elif resource.type in wanted:
                self._add(resource)

    def _add(self, resource: Resource) -> None:
        for name in _REFERENCES:
            value = resource.attributes.get(name)
            if has_secret_anywhere(value):
                self._unsure[resource.type].append(resource)
            elif isinstance(value, str) and value:
                self._index(resource, value)
        for name in _LISTS:
            values = resource.attributes.get(name)
            if has_secret_anywhere(values):
                self._unsure[resource.type].append(resource)
            for value in _texts(values):
                self._index(resource, value)
        self._refer(resource)

    def _index(self, resource: Resource, name: str) -> None:
        places = self._by_name.setdefault((resource.type, name), {})
        places.setdefault((resource.account, resource.region), []).append(resource)

    def _refer(self, resource: Resource) -> None:
        for reference in resource.intent.refers if resource.intent is not None else ():
            if reference.attribute not in LINKS:
                continue
            if reference.sure:
                meant = list(self._meant(reference))
                for address in meant:
                    self._by_reference[resource.type, address].append(resource)
                for address in self._perhaps_meant(reference, meant):
                    self._by_reference[f"?{resource.type}", address].append(resource)
            elif reference.address:
                self._by_reference[f"?{resource.type}", reference.address].append(resource)
            else:
                self._unsure[resource.type].append(resource)

    def _meant(self, reference: Reference) -> Iterator[str]:
        """Yield what a reference leads to, and where that only hands on what it refers to itself, this as well."""
        seen = set[str]()
        while reference.address not in seen:
            seen.add(reference.address)
            yield reference.address
            other = self._by_address.get(reference.address)
            told = other.intent.refers if other is not None and other.intent is not None else ()
            more = [one for one in told if one.attribute == reference.step and one.sure]
            if len(more) != 1:
                return
            reference = more[0]

    def _perhaps_meant(self, reference: Reference, meant: Iterable[str]) -> Iterator[str]:
        """Yield what may be meant by an attribute that is no name of the resource that has it: what that refers to."""
        other = self._by_address.get(reference.address)
        if reference.step and reference.step not in (*_NAMES, reference.attribute) and other is not None:
            told = other.intent.refers if other.intent is not None else ()
            yield from {one.address for one in told if one.attribute in LINKS}.difference(meant, {""})

    def children(self, resource: Resource, type_: str) -> list[Resource]:
        """Return the resources of a type that belong to a resource for certain, sorted; none where there are too many.

        Then any of them may (`perhaps`): what some code says of thousands is worked out for none.
        """
        if type_ not in self._there:
            return []
        found = self._children.get((id(resource), type_))
        if found is None:
            many = self.has_many(resource, type_)
            found = self._children.keep((id(resource), type_), [] if many else self._find(resource, type_))
        return found

    def most(self, type_: str) -> int:
        """Return how many resources of a type belong to one at the most that anybody looks through."""
        return RULES if type_ in self._rules else MANY

    def has_many(self, resource: Resource, type_: str) -> bool:
        """Tell whether more resources of a type may belong to a resource than there are of any."""
        if type_ not in self._there:
            return False
        most = self.most(type_)
        by_name = (sum(map(len, self._called(resource, type_, name))) for name in _names(resource))
        return len(self._by_reference.get((type_, resource.address), ())) > most or any(one > most for one in by_name)

    def _called(self, resource: Resource, type_: str, name: str) -> Iterator[list[Resource]]:
        """Yield those of a type that refer to a name in the place of the resource which is called so."""
        is_unique = _is_unique(resource, name)
        for (account, region), found in self._by_name.get((type_, name), {}).items():
            if is_same(account, resource.account) and (is_unique or is_same(region, resource.region)):
                yield found

    def _find(self, resource: Resource, type_: str) -> list[Resource]:
        if type_ in self._settings:
            return self._settings_of(resource, type_)[0]
        found = {id(other): other for other, is_sure in self._named(resource, type_) if is_sure}
        found |= {id(other): other for other in self._by_reference.get((type_, resource.address), ())}
        return sorted(found.values(), key=lambda other: other.key)

    def _named(self, resource: Resource, type_: str) -> Iterator[tuple[Resource, bool]]:
        """Yield what names a resource in its place, and whether that is its place for certain.

        Of code nobody knows account and region, but which blocks have the same configuration of a provider.
        """
        for name in _names(resource):
            is_unique = _is_unique(resource, name)
            for found in self._called(resource, type_, name):
                yield from ((other, is_unique or _is_beside(resource, other)) for other in found)

    def perhaps(self, resource: Resource, type_: str) -> Resource | None:
        """Return a resource of a type of which nobody knows whether it belongs to a resource."""
        if type_ not in self._there:
            return None
        if type_ in self._settings:
            return self._settings_of(resource, type_)[1]
        maybe = list(self._by_reference.get((f"?{type_}", resource.address), ()))
        if type_ not in self._first and self._unsure.get(type_):
            self._first[type_] = min(self._unsure[type_], key=lambda other: other.key)
        maybe += [self._first[type_]] if type_ in self._first else []
        if self.has_many(resource, type_):
            maybe += [found[0] for name in _names(resource) for found in self._called(resource, type_, name)]
            maybe += self._by_reference.get((type_, resource.address), ())[:1]
        elif _configuration(resource) is not None:
            maybe += [other for other, is_sure in self._named(resource, type_) if not is_sure]
        return min(maybe, key=lambda other: other.key) if maybe else None

    def _settings_of(self, resource: Resource, type_: str) -> tuple[list[Resource], Resource | None]:
        """Return the settings of where a resource is, sorted, and one that may be of it."""
        place = (
            type_,
            resource.account,
            _region(resource) if type_ in self._regional else "",
            _configuration(resource),
        )
        found = self._of_place.get(place)
        if found is None:
            told = sorted(self._settings[type_], key=lambda other: other.key)
            mine = [item for item in told if ANY_KEY not in item.address and self._is_set_for(item, resource)]
            sure = {id(item) for item in mine}
            maybe = (
                item
                for item in told
                if is_same(_set_for(item), resource.account)
                and (type_ not in self._regional or is_same(_region(item) or "", _region(resource) or ""))
                and id(item) not in sure
            )
            found = self._of_place[place] = mine, next(maybe, None)
        return found

    def _is_set_for(self, item: Resource, resource: Resource) -> bool:
        """Tell whether a setting is for certain that of where a resource is."""
        region = _region(resource)
        is_there = item.type not in self._regional or (region is not None and _region(item) == region)
        if not resource.account and not _set_for(item):
            # Nobody knows the account, but the same configuration of a provider has one, and one region.
            mine = _configuration(resource)
            return is_there and mine is not None and mine == _configuration(item) and "[" not in mine
        return (
            is_there and _set_for(item) == resource.account and (item.type not in self._regional or bool(item.region))
        )

    def referred(self, resource: Resource, attribute: str, types: frozenset[str]) -> Resource | None:
        """Return the only resource of some types that an attribute refers to for certain.

        A plan writes a function of an attribute like the attribute. By what it may be nothing is taken away.
        """
        intent = resource.intent
        if attribute in _LIMITS and not _is_plain(intent, attribute):
            return None
        told = [one for one in intent.refers if one.attribute == attribute] if intent is not None else []
        if any(not one.address for one in told):
            return None
        found = [item for one in told if (item := self._by_address.get(one.address)) and item.type in types]
        return found[0] if len(found) == 1 else None


def _names(resource: Resource) -> set[str]:
    """Return what a resource is called by those that belong to it."""
    told = (resource.id, *(resource.attributes.get(name) for name in _NAMES))
    return {name for name in told if isinstance(name, str) and name}


def _is_plain(intent: Intent | None, attribute: str) -> bool:
    """Tell whether code says that all of an attribute is another resource's, and no function of it."""
    return intent is not None and any(one.certain and one.path == (attribute,) for one in intent.borrowed)


def _texts(value: Any) -> list[str]:
    return [text for text in value if isinstance(text, str)] if isinstance(value, list | tuple) else []


def _set_for(item: Resource) -> str:
    """Return the account that a setting is of: the one that it names, else its own; empty where nobody knows."""
    told = item.attributes.get("account_id") or item.account
    return told if isinstance(told, str) and not has_secret_anywhere(told) else ""


def _is_beside(one: Resource, other: Resource) -> bool:
    """Tell whether two resources are in one account and region, as far as the configurations of their providers say."""
    mine, theirs = _configuration(one), _configuration(other)
    if mine is None or theirs is None:
        return True
    return mine == theirs and "[" not in mine  # of one of several, which only an instance tells


def _configuration(resource: Resource) -> str | None:
    """Return the configuration of its provider that code or a plan names for a resource; empty for that without a name.

    Nothing for what was read: nobody says by which configuration.
    """
    told = next((name for name in resource.dependencies if name.startswith(PROVIDER)), None)
    if told is None:
        return "" if resource.declared else None
    return told if {".", "/"}.intersection(told.removeprefix(PROVIDER)) else ""


def _region(resource: Resource) -> str | None:
    """Return the region of a resource: its own argument, else where it was read, else empty for that of its provider.

    None where only an apply tells the argument.
    """
    told = resource.attributes.get("region") or resource.region
    open_ = resource.intent.unknown if resource.intent is not None and not resource.region else ()
    return told if isinstance(told, str) and not has_secret_anywhere(told) and _REGION not in open_ else None


def _is_unique(resource: Resource, name: str) -> bool:
    """Tell whether a name means one thing in all regions: an ARN, and the name of a bucket."""
    return name.startswith("arn:") or name == resource.attributes.get("bucket")
