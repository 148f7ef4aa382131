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
from engine.estate.blast_radius import owners_of
from engine.model.event import Event
from engine.model.identity import Maker
from engine.model.place import Place, is_same_place
from engine.model.snapshot import Resource, Snapshot
from engine.provider.port import Provider

_MAKES = re.compile(r"(?:Create|Run|Allocate|Request)(?P<what>[A-Z]\w*)")


def confirm_by_creation(
    observed: Snapshot, unknown: Sequence[Resource], events: Iterable[Event], provider: Provider
) -> Snapshot:
    """Return the observed side with the makers that events confirm; `unknown` are the resources that nobody intends.

    Of several calls that made one resource the newest counts, up to the time when reality was looked at.
    """
    newest = _newest(observed, unknown, events, provider)
    known = {item.key: maker for item in unknown if (maker := _confirmed(item, newest.get(id(item), ())))}
    if not known:
        return observed
    claims = {(item.place, item.id): (item.maker, known[item.key]) for item in unknown if item.key in known}
    for item in unknown:
        for owner in owners_of(item, provider) if item.maker is not None and item.key not in known else ():
            claim, maker = claims.get((item.place, owner), (None, None))
            if maker is not None and claim == item.maker:  # what is claimed of the whole was claimed of its part
                known[item.key] = maker
    resources = tuple(
        replace(item, maker=known[item.key]) if item.key in known else item for item in observed.resources
    )
    return replace(observed, resources=resources)


def _confirmed(item: Resource, events: Sequence[Event]) -> Maker | None:
    """Return who made a resource by the calls that made it, all of one time; none unless each of them says the same."""
    makers = {_maker(item, event) for event in events}
    return makers.pop() if len(makers) == 1 else None


def _maker(item: Resource, event: Event) -> Maker | None:
    claim = item.maker
    maker = event.maker
    if maker is None and claim is not None and claim.tool in event.confirms:
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
        made = _MAKES.fullmatch(event.operation)
        if made is None or event.failed or event.time > observed.taken_at:
            continue
        what, service = made["what"].lower().removesuffix("s"), naming.service_named(event.service)
        for mention in event.resources:
            for item, way in called.get((service, plain(mention.name)), ()):
                place = Place(item.account) if naming.is_everywhere(service) else item.place
                fits = way.unique or means(mention, item.type)
                # A call that makes a subnet names its network, too: only what it is called after is made by it.
                after = item.type.replace("_", "").endswith(what) or (way.unique and mention.role == what)
                if fits and after and is_same_place(place, event):
                    _keep(found, item, event)
    return found


def _keep(found: dict[int, list[Event]], item: Resource, event: Event) -> None:
    before = found.get(id(item), [])
    if not before or event.time > before[0].time:
        found[id(item)] = [event]
    elif event.time == before[0].time:
        before.append(event)
