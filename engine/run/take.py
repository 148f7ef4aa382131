"""Taking a snapshot: read the sources of one side, freeze it, check that it follows the last one, keep it."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from engine.drift.intent import add_code, add_lines, find_clashes
from engine.drift.lineage import find_breaks
from engine.jsontext.codec import digest_of
from engine.model.outcome import Gap, GapReason, Stage
from engine.model.snapshot import Side, Snapshot, SourceKind, SourceRef, name_origins
from engine.model.subject import NOBODY
from engine.model.verdict import NextStep
from engine.ports import Collection, Collector, Progress, Silent, Sources, StoredSnapshot
from engine.run.request import TakingPorts, View

_SIDES: Mapping[SourceKind, Side] = {
    SourceKind.TFSTATE: Side.DESIRED,
    SourceKind.TFPLAN: Side.DESIRED,
    SourceKind.HCL: Side.DESIRED,
    SourceKind.AWS: Side.OBSERVED,
    SourceKind.DOC: Side.DESIRED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A snapshot, and how to go on with one that was interrupted."""

    snapshot: Snapshot
    resume: tuple[NextStep, ...] = ()


def take(view: View, ports: TakingPorts, *, earlier: Snapshot | None = None) -> Taken:
    """Return the snapshot of a view, stored; or the stored one that its only source names.

    `earlier` is an interrupted snapshot that is resumed. Raises CollectionError when a source cannot be asked at all,
    and StoreError.
    """
    if len(view.sources) == 1 and view.sources[0].kind is SourceKind.SNAPSHOT:
        return Taken(snapshot=ports.archive.get(view.sources[0].location))
    side = side_of(view)
    snapshot = take_snapshot(
        ports.sources.collectors(view.sources, side=side, earlier=earlier),
        environment=view.environment,
        side=side,
        epoch=ports.archive.epoch,
        now=ports.clock.now(),
        progress=ports.progress,
    )
    # Each folder by itself: what several declare in one snapshot, the last one tells.
    code = [take_apart(View(sources=(source,)), ports.sources, ports) for source in view.code]
    if code:
        declared = (item for one in code for item in one.resources)
        snapshot = replace(snapshot, resources=add_lines(snapshot.resources, declared))
    breaks = _look_back(ports.archive.list(), snapshot, view)
    snapshot = replace(snapshot, gaps=(*snapshot.gaps, *dict.fromkeys(breaks)))
    ports.archive.keep(snapshot)
    return Taken(snapshot=snapshot, resume=_resume(view, snapshot))


def take_apart(view: View, sources: Sources, ports: TakingPorts) -> Snapshot:
    """Return the snapshot of a view that is no part of the environment's own history: nothing is compared or stored.

    Raises CollectionError when a source cannot be asked at all.
    """
    side = side_of(view)
    return take_snapshot(
        sources.collectors(view.sources, side=side, earlier=None),
        environment=view.environment,
        side=side,
        epoch=ports.archive.epoch,
        now=ports.clock.now(),
    )


def side_of(view: View) -> Side:
    """Return the side of a view: as it says, else as its sources are by themselves."""
    return view.side or _SIDES[view.sources[0].kind]


def take_snapshot(
    collectors: Sequence[Collector],
    *,
    environment: str,
    side: Side,
    epoch: str,
    now: datetime,
    progress: Progress | None = None,
) -> Snapshot:
    """Read all sources of one side of an environment and freeze what they gave; `progress` is told how it gets on.

    Raises CollectionError when a source cannot be asked at all.
    """
    told = progress or Silent()
    collections = []
    for number, collector in enumerate(collectors):
        told.step(f"reading {side}", number, len(collectors))
        collections.append(collector.collect())
    told.step(f"reading {side}", len(collectors), len(collectors))
    return _frozen(collections, environment=environment, side=side, epoch=epoch, now=now)


def snapshot_id(snapshot: Snapshot) -> str:
    """Return the id under which a snapshot is stored."""
    return digest_of(snapshot)


def _frozen(collections: Sequence[Collection], *, environment: str, side: Side, epoch: str, now: datetime) -> Snapshot:
    made = [item.made_at for item in collections if item.made_at is not None and side is Side.OBSERVED]
    moves = tuple(sorted({move for item in collections for move in item.moves}))
    return Snapshot(
        environment=environment,
        side=side,
        taken_at=_when(now, made),
        origins=tuple(origin for item in collections for origin in item.origins),
        resources=add_code(name_origins((_name(item), item.resources) for item in collections), moves),
        gaps=(
            *(gap for item in collections for gap in item.gaps),
            *find_clashes(resource for item in collections for resource in item.resources),
        ),
        listings=tuple(listing for item in collections for listing in item.listings),
        outputs={name: value for item in collections for name, value in item.outputs.items()},
        epoch=epoch,
        complete=all(item.complete for item in collections),
        moves=moves,
        checks=tuple(sorted({check for item in collections for check in item.checks})),
        planned=tuple(
            sorted((one for item in collections for one in item.planned), key=lambda one: (one.address, one.type))
        ),
    )


def _name(collection: Collection) -> str:
    return collection.origins[0].source.location if collection.origins else ""


def _when(now: datetime, made: Sequence[datetime]) -> datetime:
    """Return how old the facts are: as the oldest document, but a document from the future is not hidden by it."""
    return max(made) if any(time > now for time in made) else min([now, *made])


def _resume(view: View, snapshot: Snapshot) -> tuple[NextStep, ...]:
    accounts = any(source.kind is SourceKind.AWS for source in view.sources)
    if snapshot.complete or not snapshot.resources or not accounts:
        return ()
    what = str(view.sources[0]) if view.environment == NOBODY else view.environment
    command = f"driftgate snapshot take {shlex.quote(what)} --resume {snapshot_id(snapshot)[7:19]}"
    return (NextStep(command=command, why="read what the interrupted collection lacks"),)


def _look_back(entries: Sequence[StoredSnapshot], snapshot: Snapshot, view: View) -> Iterator[Gap]:
    """Yield what makes it doubtful that a snapshot follows those before: the newest of all, and the newest of ours.

    Where others can store as well, their newest may have been put there to hide the one before.
    """
    like = _like(entries, snapshot, view.sources)
    ours = [entry for entry in like if entry.is_ours]
    for before in (*like[-1:], *ours[-1:]):
        yield from find_breaks(before, snapshot, is_ephemeral=view.is_ephemeral)
    for entry in entries:
        if entry.problem and (entry.is_ours or not ours):
            yield Gap(
                stage=Stage.LOOK_BACK,
                reason=GapReason.UNPARSABLE,
                source="stored snapshots",
                detail=f"{entry.problem}: whether it is the one before is not known",
                operation="compare with the snapshot before",
                fix="remove it from where snapshots are kept",
            )


def _like(entries: Sequence[StoredSnapshot], snapshot: Snapshot, sources: Sequence[SourceRef]) -> list[StoredSnapshot]:
    """Return the stored snapshots of the same side of the same sources, oldest first.

    A folder or prefix is the same source whichever states are in it: one that is gone must not go unnoticed.
    """
    folders = tuple(f"{source.kind}:{source.location.partition('?')[0].rstrip('/')}/" for source in sources)

    def named(places: Iterable[str]) -> set[str]:
        return {place for place in places if not place.startswith(folders)}

    places = [str(origin.source) for origin in snapshot.origins]
    return [
        entry
        for entry in entries
        if (entry.environment, entry.side) == (snapshot.environment, snapshot.side)
        and named(entry.sources) == named(places)
        and (set(entry.sources) == set(places) or any(place.startswith(folders) for place in entry.sources))
        and entry.complete
        and entry.taken_at <= snapshot.taken_at
    ]
