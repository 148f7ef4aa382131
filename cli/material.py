"""What a run decides from: sources and stored snapshots become the sides of a comparison."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from cli.options import ReadingOptions
from cli.progress import Live, chosen
from cli.sources import side_of
from cli.wiring import Workspace
from engine.codec import encode
from engine.digest import digest_bytes
from engine.drift.continuity import broken_continuity
from engine.drift.threeway import Earlier
from engine.errors import InputError, StoreError
from engine.model.outcome import Gap, GapReason
from engine.model.snapshot import Side, Snapshot, SourceKind, SourceRef
from engine.model.verdict import NextStep
from engine.pipeline import take_snapshot
from engine.ports import StoredSnapshot


@dataclass(frozen=True)
class SnapshotTaker:
    """Takes the snapshots of a run with its options."""

    common: ReadingOptions
    workspace: Workspace
    earlier: Snapshot | None = None  # an interrupted snapshot that is resumed
    resume: list[NextStep] = field(default_factory=list)  # how to go on with what was interrupted

    def take(self, sources: Sequence[SourceRef], *, environment: str, side: Side | None = None) -> Snapshot:
        """Return the snapshot of sources of one side, stored; or the stored one that the only source names.

        `side` overrules what the sources are by themselves: a second state stands for reality in a comparison.
        """
        if len(sources) == 1 and sources[0].kind is SourceKind.SNAPSHOT:
            return self.workspace.store.get(sources[0].location)
        progress = chosen(self.common.progress, quiet=self.common.quiet)
        wanted = side or side_of(sources[0])
        collectors = self.workspace.collecting.collectors(
            sources,
            side=wanted,
            progress=progress,
            jobs=self.common.jobs,
            offline=self.common.offline,
            earlier=self.earlier,
        )
        try:
            snapshot = take_snapshot(
                collectors,
                environment=environment,
                side=wanted,
                epoch=self.workspace.redactor.epoch,
                now=self.common.clock().now(),
            )
        finally:
            if isinstance(progress, Live):
                progress.__exit__(None, None, None)
        before = self._before(snapshot, sources)
        if before is not None:
            snapshot = replace(snapshot, gaps=(*snapshot.gaps, *broken_continuity(before, snapshot)))
        self.workspace.keep(snapshot)
        if not snapshot.complete and snapshot.resources and any(ref.kind is SourceKind.AWS for ref in sources):
            what = str(sources[0]) if environment == "-" else environment
            command = f"driftgate snapshot take {shlex.quote(what)} --resume {snapshot_id(snapshot)[7:19]}"
            self.resume.append(NextStep(command=command, why="read what the interrupted collection lacks"))
        return snapshot

    def past(self, snapshot: Snapshot | None) -> Iterator[Earlier | Gap]:
        """Yield the stored snapshots of the same states at lower serials, newest first, as they are asked for.

        One of another lineage, or of which some serial is higher, tells nothing of how this one came to be. One that
        cannot be read any more is a gap.
        """
        now = {str(origin.source): origin.facts for origin in snapshot.origins} if snapshot is not None else {}
        if snapshot is None or not any(facts.get("serial", "").isdigit() for facts in now.values()):
            return
        for entry in reversed(self.workspace.store.list()):
            same = (entry.environment, entry.side) == (snapshot.environment, snapshot.side)
            if same and entry.complete and set(entry.sources) == now.keys() and _is_before(entry.facts, now):
                try:
                    found = self.workspace.rekeyed(self.workspace.store.get(entry.id))
                except (StoreError, InputError) as error:
                    yield _unreadable(error)
                    continue
                if found.epoch == snapshot.epoch:
                    yield Earlier(entry.id, found)

    def _before(self, snapshot: Snapshot, sources: Sequence[SourceRef]) -> StoredSnapshot | None:
        """Return the newest stored snapshot of the same side of the same sources, none when this is the first.

        A folder or prefix is the same source whichever states are in it: one that is gone must not go unnoticed.
        """
        folders = tuple(f"{source.kind}:{source.location.partition('?')[0].rstrip('/')}/" for source in sources)

        def named(places: Iterable[str]) -> set[str]:
            return {place for place in places if not place.startswith(folders)}

        places = [str(origin.source) for origin in snapshot.origins]
        like = [
            entry
            for entry in self.workspace.store.list()
            if (entry.environment, entry.side) == (snapshot.environment, snapshot.side)
            and named(entry.sources) == named(places)
            and (set(entry.sources) == set(places) or any(place.startswith(folders) for place in entry.sources))
            and entry.complete
            and entry.taken_at <= snapshot.taken_at
        ]
        return like[-1] if like else None


def _is_before(before: Mapping[str, Mapping[str, str]], now: Mapping[str, Mapping[str, str]]) -> bool:
    """Tell whether the states of a snapshot are those of another at lower serials."""
    lower = False
    for source, facts in now.items():
        old = before.get(source, {})
        if old.get("lineage") != facts.get("lineage"):
            return False
        if facts.get("serial", "").isdigit() and old.get("serial", "").isdigit():
            if int(old["serial"]) > int(facts["serial"]):
                return False
            lower = lower or int(old["serial"]) < int(facts["serial"])
    return lower


def _unreadable(error: StoreError | InputError) -> Gap:
    return Gap(
        reason=GapReason.UNSUPPORTED if isinstance(error, InputError) else GapReason.UNPARSABLE,
        source="earlier snapshots",
        detail=f"{error.message}: what a refresh took into the state since then is not told",
        operation="read an earlier state",
        fix=error.hint,
    )


def snapshot_id(snapshot: Snapshot) -> str:
    """Return the id under which a snapshot is stored."""
    return digest_bytes(encode(snapshot))
