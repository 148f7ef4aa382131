"""Looking back: the stored snapshots of the same states at lower serials, as they are asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from itertools import takewhile

from engine.drift.lifetime import Life
from engine.drift.three_way import EarlierSnapshot
from engine.errors import InputError, StoreError
from engine.model.outcome import Gap, GapReason, Stage
from engine.model.snapshot import Snapshot
from engine.ports import Archive, StoredSnapshot


def find_earlier_states(archive: Archive, snapshot: Snapshot | None) -> Iterator[EarlierSnapshot | Gap]:
    """Yield the stored snapshots of the same states at lower serials, newest first, as they are asked for.

    One of another lineage, or of which some serial is higher, tells nothing of how this one came to be. One that
    cannot be read any more is a gap.
    """
    now = {str(origin.source): origin.facts for origin in snapshot.origins} if snapshot is not None else {}
    if snapshot is None or not any(facts.get("serial", "").isdigit() for facts in now.values()):
        return
    for entry in reversed(_believed(archive, snapshot)):
        if entry.complete and set(entry.sources) == now.keys() and _is_before(entry.facts, now):
            try:
                found = archive.rekeyed(archive.get(entry.id))
            except (StoreError, InputError) as error:
                yield _unreadable(error)
                continue
            if found.epoch == snapshot.epoch:
                yield EarlierSnapshot(entry.id, found)


def find_life(archive: Archive, snapshot: Snapshot | None, lifetime: timedelta | None) -> Life | None:
    """Return the life of an ephemeral environment, as stored snapshots of the same sources tell it; else none.

    A life begins after a snapshot without resources, or with a state that was made anew. A stored snapshot that cannot
    be read any more tells when it was, and not what was there.
    """
    if snapshot is None or lifetime is None:
        return None
    now = {str(origin.source): origin.facts for origin in snapshot.origins}
    entries = [
        entry
        for entry in reversed(_believed(archive, snapshot))
        if entry.complete and set(entry.sources) == now.keys() and entry.taken_at <= snapshot.taken_at
    ]
    if snapshot.applied:
        alive = takewhile(lambda entry: entry.managed and _is_of_one_life(entry.facts, now), entries)
        return Life(lifetime=lifetime, since=min((entry.taken_at for entry in alive), default=snapshot.taken_at))
    last = next((entry for entry in entries if entry.managed), None)
    if last is None:
        return Life(lifetime=lifetime)
    try:
        return Life(lifetime=lifetime, last=archive.rekeyed(archive.get(last.id)), last_id=last.id)
    except (StoreError, InputError):
        return Life(lifetime=lifetime)


def _believed(archive: Archive, snapshot: Snapshot) -> list[StoredSnapshot]:
    """Return the stored snapshots of the same side of an environment: those of ours, where there are any."""
    of = (snapshot.environment, snapshot.side)
    found = [entry for entry in archive.list() if (entry.environment, entry.side) == of and not entry.problem]
    return [entry for entry in found if entry.is_ours] or found


def _is_of_one_life(before: Mapping[str, Mapping[str, str]], now: Mapping[str, Mapping[str, str]]) -> bool:
    return all(before.get(source, {}).get("lineage") == facts.get("lineage") for source, facts in now.items())


def _is_before(before: Mapping[str, Mapping[str, str]], now: Mapping[str, Mapping[str, str]]) -> bool:
    """Tell whether the states of a snapshot are those of another at lower serials."""
    lower = False
    for source, facts in now.items():
        old = before.get(source, {})
        if old.get("lineage") != facts.get("lineage"):
            return False
        if facts.get("serial") and not facts.get("lineage"):  # an empty one says nothing of whose state it is
            return False
        if facts.get("serial", "").isdigit() and old.get("serial", "").isdigit():
            if int(old["serial"]) > int(facts["serial"]):
                return False
            lower = lower or int(old["serial"]) < int(facts["serial"])
    return lower


def _unreadable(error: StoreError | InputError) -> Gap:
    return Gap(
        stage=Stage.LOOK_BACK,
        reason=GapReason.UNSUPPORTED if isinstance(error, InputError) else GapReason.UNPARSABLE,
        source="earlier snapshots",
        detail=f"{error.message}: what a refresh took into the state since then is not told",
        operation="read an earlier state",
        fix=error.hint,
    )
