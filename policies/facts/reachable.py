"""Which ports of a machine the internet reaches, and the way that it takes: gateway, routes, subnet, firewall, address.

The way is open where all of it is. One part that is closed closes it, whatever is not known of the others; where none
is closed and one is not known, what would have to be known is said. Access lists of networks are not looked at: what
they close is judged by the policies of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from engine.model.secret import has_secret_anywhere
from engine.model.snapshot import Resource, Snapshot
from engine.provider.judging import Judging
from engine.provider.paths import EndpointForm
from policies.facts.known import Known, assumed
from policies.facts.named import Named, doubt_of, name_of
from policies.facts.openings import Openings
from policies.facts.routes import Routes, Way

_ANY_PORT = {"protocol": "all", "ports": "0 to 65535", "from": 0, "to": 65535}


class Reachable:
    """Works out ways from the internet; `openings` knows what firewalls let in."""

    def __init__(
        self,
        snapshot: Snapshot,
        judging: Judging,
        known: Known,
        openings: Openings,
        unlisted: Callable[[str], str],
    ) -> None:
        """Index what ways lead through, if there is anything that they may lead to.

        `unlisted` says why nobody knows which resources of a type there are, empty where that is known.
        """
        self._forms, self._known, self._openings, self._unlisted = judging.paths, known, openings, unlisted
        self._judging, forms = judging, judging.paths
        # A data source tells no rules and no routes: what it looks up was not read here.
        held = [item for item in snapshot.resources if item.is_managed]
        self._named = Named(held if any(item.type in forms.endpoints for item in held) else (), forms.types, known)
        self._routes = Routes(forms, self._named, known, unlisted)
        self._opened: dict[int, tuple[Sequence[Mapping[str, Any]], str]] = {}

    def of(self, resource: Resource) -> list[dict[str, Any]]:
        """Return the ports of a resource that the internet reaches, each with the `way` as a text, and a `pin`.

        One with `unknown` says what would have to be known.
        """
        form = self._forms.endpoints.get(resource.type)
        if form is None:
            return []
        subnets, unread = self._subnets(resource, form)
        address = self._address(resource, form, subnets)
        routes = [way for subnet in subnets if (way := self._routes.to(subnet)) is not None]
        if unread or not subnets:
            routes.append(Way(unread or f"in which subnet {name_of(resource)} is, is not known"))
        if address is None or not routes:
            return []
        return [_told(entry, min(routes), address, resource) for entry in self._let_in(resource, form, subnets)]

    def _subnets(self, resource: Resource, form: EndpointForm) -> tuple[list[Resource], str]:
        found, unread = self._named.find(resource, form.subnets, self._forms.subnets)
        if form.subnet_group is not None:
            attribute, type_, inside = form.subnet_group
            groups, unread = self._named.find(resource, (attribute,), frozenset({type_}))
            for group in groups:
                subnets, why = self._named.find(group, (inside,), self._forms.subnets)
                found, unread = [*found, *subnets], unread or why
        return found, unread

    def _address(self, resource: Resource, form: EndpointForm, subnets: list[Resource]) -> Way | None:
        """Return by what a resource has an address that the internet knows; none where it has none."""
        told = self._known.attributes(resource)
        if form.address and told.get(form.address):
            return Way("", (form.address,))
        given = sorted(self._given(resource, form))
        if form.address and (why := self._named.may_be_any(resource, form.address)):
            given.append(Way(why))
        if given and not given[0].unknown:
            return given[0]
        return self._asked(resource, form, subnets) or next(iter(given), None)

    def _given(self, resource: Resource, form: EndpointForm) -> Iterator[Way]:
        """Yield by which resources of their own a resource has an address, or may."""
        for type_, attributes in form.attached.items():
            for attribute in attributes:
                named, loose = self._named.naming(resource, type_, attribute)
                yield from (Way(why, (name_of(other),)) for other, why in (*named, *loose[:1]))

    def _asked(self, resource: Resource, form: EndpointForm, subnets: Sequence[Resource]) -> Way | None:
        """Return by what a resource asks for an address; none where it does not, or was read and has none."""
        told = self._known.attributes(resource)
        flag = told.get(form.flag)
        if why := assumed(resource, form.flag):
            return Way(why)
        if isinstance(flag, bool):
            return Way("", (form.flag,)) if flag else None
        if has_secret_anywhere(flag):
            return Way(f"{form.flag} is a secret")
        is_unset = self._known.is_unset(resource, (form.flag,))
        if self._known.is_unknown(resource, (form.flag,)) and not is_unset:
            return Way(self._known.why(resource, (form.flag,)))
        if form.by_subnet and (resource.declared or is_unset):
            return self._by_subnet(form, subnets)
        return None if form.address in told else Way(f"{form.flag} of {name_of(resource)} is not known")

    def _by_subnet(self, form: EndpointForm, subnets: Sequence[Resource]) -> Way | None:
        """Return whether subnets give an address to what does not ask for one."""
        given = [self._known.attributes(subnet).get(form.by_subnet) for subnet in subnets]
        by_default = [why for one in subnets if (why := assumed(one, form.by_subnet))]
        if given and not by_default and all(one is False for one in given):
            return None
        if any(one is True for one in given) and not by_default:
            return Way("", (form.by_subnet,))
        return Way(next(iter(by_default), f"{form.by_subnet} of its subnet is not known"))

    def _let_in(
        self, resource: Resource, form: EndpointForm, subnets: Sequence[Resource]
    ) -> Iterator[Mapping[str, Any]]:
        """Yield what the firewalls of a resource let in from the world."""
        groups, unread = self._named.find(resource, form.groups, self._forms.groups)
        if not groups and not unread:
            groups = self._default_groups(subnets)
        for group in groups:
            entries, doubt = self._opened_by(group)
            yield from entries
            unread = unread or doubt
        if unread or not groups:
            why = unread or f"which firewall {name_of(resource)} has is not known"
            yield {**_ANY_PORT, "by": "", "unknown": why}

    def _default_groups(self, subnets: Sequence[Resource]) -> list[Resource]:
        """Return the firewalls of what names none: those of the network that it is in."""
        forms = self._forms
        networks = [one for subnet in subnets for one in self._named.find(subnet, (forms.network,), forms.networks)[0]]
        return [
            group
            for network in networks
            for type_, attribute in forms.default_groups.items()
            for group, why in self._named.naming(network, type_, attribute)[0]
            if not why
        ]

    def _opened_by(self, group: Resource) -> tuple[Sequence[Mapping[str, Any]], str]:
        """Return what a firewall opens, and why it may open more: once for all that it stands before."""
        found = self._opened.get(id(group))
        if found is None:
            told = self._openings.all_of(group)
            entries = [{**one, "by": name_of(group), "unknown": one["unknown"] or doubt_of(group)} for one in told]
            doubt = self._openings.doubt_of(group) or self._unlisted_of(group)
            found = self._opened[id(group)] = entries, doubt
        return found

    def _unlisted_of(self, group: Resource) -> str:
        """Return why nobody knows which rules a firewall has; who lists them has all of them in it."""
        form = self._judging.reach.rules.get(group.type)
        if form is None or form.block not in self._known.attributes(group):
            return f"the rules of {name_of(group)} were not read"
        if form.block in group.attributes:
            return ""
        types = (type_ for type_, form in self._judging.reach.rules.items() if form.group)
        return next(filter(None, map(self._unlisted, types)), "")


def _told(entry: Mapping[str, Any], route: Way, address: Way, resource: Resource) -> dict[str, Any]:
    steps = ("the internet", *route.steps, entry["by"], *address.steps, name_of(resource))
    way = " > ".join(filter(None, steps))
    found = {name: entry[name] for name in _ANY_PORT}
    pin = f"{entry.get('pin', '')} by {way}"
    return {**found, "way": way, "pin": pin, "unknown": entry["unknown"] or route.unknown or address.unknown}
