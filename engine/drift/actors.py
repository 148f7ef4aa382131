"""Who changed what drifted, and when: events matched to findings by resource and time.

An event explains a finding when it is of the resource's service, in its account and region (where both are told), names
the resource by a whole id, ARN or name, succeeded, changes something, and lies between the time when the intent was
known and the time when reality was looked at. It is told as what happened to the resource, not as the proven cause.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from engine.drift.naming import EventNaming, Way, means, plain
from engine.model.event import Event
from engine.model.outcome import Actor, Finding, Target
from engine.model.place import Place, is_same_place
from engine.model.snapshot import Resource, Side, Snapshot
from engine.provider.port import Provider

MAX_ACTORS = 5

_Key = tuple[str, str, Place]


@dataclass(slots=True)
class _Wanted:
    """One way to name the resource of some findings, and who is known so far to have changed it, newest first.

    `place` is where its calls are recorded: of a global service the region is anyone.
    """

    type: str
    place: Place
    way: Way
    actors: list[Actor]


def known_since(intent: Snapshot) -> datetime | None:
    """Return when the intent was known to be reality; none where nothing says so.

    Only a view of reality says it: a state or code may have been past already when it was read.
    """
    return intent.taken_at if intent.side is Side.OBSERVED else None


def add_actors(
    findings: Sequence[Finding],
    events: Iterable[Event],
    resources: Iterable[Resource],
    provider: Provider,
    *,
    since: datetime | None,
    until: datetime,
) -> tuple[Finding, ...]:
    """Return the findings with who changed their resources, newest first, at most MAX_ACTORS of each.

    `resources` are those of both sides, `provider` says how events name them. Events count from `since` (none: from any
    time) to `until`.
    """
    known: dict[_Key, list[Actor]] = defaultdict(list)
    naming = EventNaming(provider)
    wanted = _wanted({_key(finding.target) for finding in findings if finding.target.id}, resources, known, naming)
    told = [
        (_actor(event), event)
        for event in events
        if (since is None or since <= event.time)
        and event.time <= until
        and not event.failed
        and not naming.reads(event.operation)
    ]
    for actor, event in sorted(told, key=lambda pair: _order(pair[0])):
        for one in _named(event, wanted, naming):
            if len(one.actors) < MAX_ACTORS and actor not in one.actors:
                one.actors.append(actor)
    return tuple(
        replace(finding, actors=tuple(known[_key(finding.target)]))
        if finding.target.id and known.get(_key(finding.target))
        else finding
        for finding in findings
    )


def _key(item: Target | Resource) -> _Key:
    return (item.type, item.id, item.place)


def _actor(event: Event) -> Actor:
    name = f"{event.service}:{event.operation}"
    return Actor(principal=event.principal, event=name, at=event.time, event_id=event.event_id)


def _order(actor: Actor) -> tuple[float, str, str, str]:
    return (-actor.at.timestamp(), actor.event_id, actor.event, actor.principal)


def _wanted(
    keys: set[_Key], resources: Iterable[Resource], known: dict[_Key, list[Actor]], naming: EventNaming
) -> dict[tuple[str, str], list[_Wanted]]:
    """Return the ways to name the resources of findings, by the service and the first word."""
    ids: dict[tuple[str, str], list[_Key]] = defaultdict(list)
    for key in sorted(keys):
        ids[key[:2]].append(key)
    found: dict[tuple[str, str], dict[tuple[_Key, Way], _Wanted]] = defaultdict(dict)
    for item in resources:
        for key in ids.get((item.type, item.id), ()):
            if is_same_place(item, key[2]):
                service = naming.service_of(item)
                place = Place(key[2].account) if naming.is_everywhere(service) else key[2]
                for way in naming.list_ways(item):
                    found[service, way.words[0]][key, way] = _Wanted(item.type, place, way, known[key])
    return {place: list(each.values()) for place, each in found.items()}


def _named(event: Event, wanted: dict[tuple[str, str], list[_Wanted]], naming: EventNaming) -> Iterator[_Wanted]:
    """Yield the resources that an event names; those of which enough is known are looked for no more."""
    service = naming.service_named(event.service)
    for mention in event.resources:
        place = (service, plain(mention.name))
        full = False
        for one in wanted.get(place, ()):
            full = full or len(one.actors) == MAX_ACTORS
            if (
                is_same_place(one.place, event)
                and (one.way.unique or means(mention, one.type))
                and (len(one.way.words) == 1 or _has(event, one.way.words))
            ):
                yield one
        if full:
            wanted[place] = [one for one in wanted[place] if len(one.actors) < MAX_ACTORS]


def _has(event: Event, words: tuple[str, ...]) -> bool:
    return {plain(mention.name) for mention in event.resources}.issuperset(words)
