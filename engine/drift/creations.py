"""Who made what nobody intends, as events tell it: the newest call that made a resource, where a service made it.

It is the one thing that events decide, and only for the better known: what they confirm is told with the call, and
without them a claim stays a claim. Calls of people confirm nothing.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from engine.drift.naming import EventNaming, Way, means, plain
from engine.model.event import Event, Mention
from engine.model.identity import Maker
from engine.model.place import Place, is_same_place
from engine.model.snapshot import Resource, Snapshot
from engine.provider.identity import find_issuers
from engine.provider.port import Provider

_MAKES = re.compile(r"(?:Create|Run|Allocate|Request)(?P<what>[A-Z]\w*)")
_ALLOWS = re.compile(r"Authorize[A-Z]\w*")  # which answers with the ids of the rules that it has made


def confirm_by_creation(
    observed: Snapshot, unknown: Sequence[Resource], events: Iterable[Event], provider: Provider
) -> Snapshot:
    """Return the observed side with the makers that events confirm; `unknown` are the resources that nobody intends.

    Of several calls that made one resource the newest counts, up to the time when reality was looked at.
    """
    newest = _newest(observed, unknown, events, provider)
    issuers = _Issuers(observed, provider)
    known = {item.key: maker for item in unknown if (maker := _confirmed(item, newest.get(id(item), ()), issuers))}
    if not known:
        return observed
    resources = tuple(
        replace(item, maker=known[item.key]) if item.key in known else item for item in observed.resources
    )
    return replace(observed, resources=resources)


class _Issuers:
    """Who vouches for callers: what was read of it, by the account and the name that claims call it by."""

    def __init__(self, observed: Snapshot, provider: Provider) -> None:
        """Look at what has an issuer."""
        facts = provider.common.events
        self._by_issuer = facts.by_issuer
        self._known = {
            (item.account, item.id, issuer) for item in observed.applied for issuer in find_issuers(item, facts.issuers)
        }

    def vouch(self, event: Event, claim: Maker) -> bool:
        """Tell whether the caller of an event is one of those that a claim names."""
        return any(
            account == event.account
            and issuer == event.issuer
            and (claim.tool not in self._by_issuer or name == claim.name)
            for account, name, issuer in self._known
        )


def _confirmed(item: Resource, events: Sequence[Event], issuers: _Issuers) -> Maker | None:
    """Return who made a resource by the calls that made it, all of one time; none unless each of them says the same."""
    makers = {_maker(item, event, issuers) for event in events}
    return makers.pop() if len(makers) == 1 else None


def _maker(item: Resource, event: Event, issuers: _Issuers) -> Maker | None:
    claim = item.maker
    maker = event.maker
    if maker is None and claim is not None and claim.tool in event.confirms and issuers.vouch(event, claim):
        maker = claim
    if maker is None:
        return None
    return replace(maker, confirmed_by=f"the event {event.service}:{event.operation}", claimed_by="")


def _newest(
    observed: Snapshot, unknown: Sequence[Resource], events: Iterable[Event], provider: Provider
) -> dict[int, list[Event]]:
    """Return the newest calls that made each resource, by its `id()`."""
    naming = EventNaming(provider)
    called: dict[tuple[str, str], list[tuple[Resource, Way]]] = defaultdict(list)
    for item in unknown:
        for way in naming.list_ways(item):
            if len(way.words) == 1:
                called[naming.service_of(item), way.words[0]].append((item, way))
    found: dict[int, list[Event]] = {}
    for event in events:
        if event.failed or event.time > observed.taken_at:
            continue
        service = naming.service_named(event.service)
        for mention in event.resources:
            for item, way in called.get((service, plain(mention.name)), ()):
                place = Place(item.account) if naming.is_everywhere(service) else item.place
                if is_same_place(place, event) and _is_made(item, way, mention, event.operation):
                    _keep(found, item, event)
    return found


def _is_made(item: Resource, way: Way, mention: Mention, operation: str) -> bool:
    """Tell whether a call that mentions a resource has made it."""
    if _ALLOWS.fullmatch(operation):
        return way.unique and mention.role.endswith("rule")
    made = _MAKES.fullmatch(operation)
    if made is None or not (way.unique or means(mention, item.type)):
        return False
    # A call that makes a subnet names its network, too: only what it is called after is made by it.
    what = made["what"].lower().removesuffix("s")
    return item.type.replace("_", "").endswith(what) or (way.unique and mention.role == what)


def _keep(found: dict[int, list[Event]], item: Resource, event: Event) -> None:
    before = found.get(id(item), [])
    if not before or event.time > before[0].time:
        found[id(item)] = [event]
    elif event.time == before[0].time:
        before.append(event)
