"""Whether a snapshot of states can follow the one before: lineage, serial, and how much there is.

A state has a lineage for its life and a serial that only grows (Terraform, `internal/states/statefile`). A lower serial
is an old copy or a rollback, another lineage a state that was made anew, a state that is gone from its folder may be
lost, and an estate that is suddenly small is more often a reading of the wrong thing than a demolition. Each is a gap
once; the next snapshot has this one before it.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.model.outcome import Gap, GapReason, Stage
from engine.model.snapshot import Origin, Snapshot
from engine.ports import StoredSnapshot

LARGE = 10  # resources; below it a loss of half is nothing unusual
LEAST = 0.5  # of the resources before


def find_breaks(before: StoredSnapshot, snapshot: Snapshot, *, is_ephemeral: bool = False) -> Iterator[Gap]:
    """Yield what makes it doubtful that a snapshot shows the same estate as the one before, of the same sources.

    One that is ephemeral may be destroyed as a whole, and made anew.
    """
    for origin in snapshot.origins:
        facts = before.facts.get(str(origin.source), {})
        before_it, now = facts.get("lineage", ""), origin.facts.get("lineage", "")
        if before_it and now and not (is_ephemeral and now != before_it):
            yield from _state(origin, before_it, facts.get("serial", ""))
    places = {str(origin.source) for origin in snapshot.origins}
    for gone in sorted(set(before.sources) - places) if places else ():
        yield Gap(
            stage=Stage.LOOK_BACK,
            reason=GapReason.MISSING_INPUT,
            source=gone,
            detail="it was there in the snapshot before and is not any more: what it intends is unknown",
            operation="compare with the snapshot before",
            fix="check that it was removed on purpose; the next run takes this as it is",
        )
    count = len(snapshot.applied)
    if is_ephemeral and not count:
        return
    if before.managed >= LARGE and count < before.managed * LEAST and snapshot.complete:
        yield Gap(
            stage=Stage.LOOK_BACK,
            reason=GapReason.EMPTY,
            source=", ".join(str(origin.source) for origin in snapshot.origins),
            detail=f"the estate has shrunk from {before.managed} to {count} resources since the snapshot before",
            operation="compare with the snapshot before",
            fix="check that the sources are the right ones; the next run takes this as it is",
        )


def _state(origin: Origin, lineage: str, serial: str) -> Iterator[Gap]:
    if origin.facts["lineage"] != lineage:
        yield Gap(
            stage=Stage.LOOK_BACK,
            reason=GapReason.INCOMPARABLE,
            source=str(origin.source),
            detail=f"the state was made anew: its lineage is {origin.facts['lineage']}, before it was {lineage}",
            operation="compare with the snapshot before",
            fix="check that it is the right state; the next run takes this as it is",
        )
    elif serial.isdigit() and origin.facts.get("serial", "").isdigit() and int(origin.facts["serial"]) < int(serial):
        yield Gap(
            stage=Stage.LOOK_BACK,
            reason=GapReason.STALE,
            source=str(origin.source),
            detail=f"the state is older than before: serial {origin.facts['serial']}, already seen was {serial}",
            operation="compare with the snapshot before",
            fix="give the current state; after a rollback the next run takes this as it is",
        )
