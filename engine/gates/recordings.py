"""What proves nothing about reality: one thing compared with itself, and a state that stands for what is there."""

from __future__ import annotations

from collections.abc import Iterator

from engine.gates.gate import Case, KeptSnapshot
from engine.model.outcome import Gap, GapReason, Stage
from engine.model.snapshot import Side, SourceKind
from engine.model.subject import NOBODY


def find_identical(left: KeptSnapshot, right: KeptSnapshot) -> Iterator[Gap]:
    """Yield the gap of two sides of equal bytes: it is one thing that is compared with itself."""
    documents = [{origin.digest for origin in kept.snapshot.origins} for kept in (left, right)]
    same = documents[0] == documents[1] and documents[0] and "" not in documents[0]
    if same or left.digest == right.digest:
        sources = sorted({str(origin.source) for kept in (left, right) for origin in kept.snapshot.origins})
        yield Gap(
            reason=GapReason.IDENTICAL,
            source=", ".join(sources),
            detail="both sides are the same bytes: what is compared with itself proves nothing",
            operation="compare",
            fix="give what is there, for example aws:PROFILE@REGION, or the other environment",
            stage=Stage.COMPARE,
        )


def find_unrefreshed(case: Case) -> Iterator[Gap]:
    """Yield the gap of an environment in which a state stands for reality: it is a recording, as old as it may be."""
    if case.environment == NOBODY or case.observed is None:
        return
    for origin in case.observed.snapshot.origins:
        if origin.source.kind is SourceKind.TFSTATE:  # alone, or beside what was really read
            yield Gap(
                reason=GapReason.UNREFRESHED,
                source=str(origin.source),
                detail="a state is what was recorded and not what is there",
                operation="compare",
                fix="name the account under observed, or the plan of a refresh: terraform plan -refresh-only",
                stage=Stage.COMPARE,
            )


def only_recordings(case: Case) -> bool:
    """Tell whether both sides of a comparison are states, so that it says nothing of reality."""
    kept = [one.snapshot for one in (case.desired, case.observed) if one is not None]
    return bool(kept) and all(
        origin.source.kind is SourceKind.TFSTATE and snapshot.side is Side.DESIRED
        for snapshot in kept
        for origin in snapshot.origins
    )
