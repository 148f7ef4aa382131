"""What proves nothing about reality: one thing compared with itself, and a state that stands for what is there."""

from __future__ import annotations

from collections.abc import Iterator

from engine.gates.gate import Case, KeptSnapshot
from engine.model.outcome import Gap, GapReason, Stage
from engine.model.snapshot import UNAPPLIED, Origin, Side, SourceKind
from engine.model.subject import NOBODY


def find_identical(left: KeptSnapshot, right: KeptSnapshot) -> Iterator[Gap]:
    """Yield the gap of two sides of equal bytes: it is one thing that is compared with itself."""
    documents = [{origin.digest for origin in kept.snapshot.origins} for kept in (left, right)]
    same = documents[0] == documents[1] and documents[0] and "" not in documents[0]
    if same or left.digest == right.digest:
        yield _identical(
            left,
            right,
            detail="both sides are the same bytes: what is compared with itself proves nothing",
            fix="give what is there, for example aws:PROFILE@REGION, or the other environment",
        )


def find_one_estate(left: KeptSnapshot, right: KeptSnapshot) -> Iterator[Gap]:
    """Yield the gap of two environments that are one: states of one lineage in which the same is where it is.

    A lineage alone is not enough: who copied the state of one environment to begin another has it in both.
    """
    lineages = [{origin.facts.get("lineage", "") for origin in kept.snapshot.origins} for kept in (left, right)]
    if lineages[0] != lineages[1] or not lineages[0] or "" in lineages[0]:
        return
    told = [
        {(item.type, item.address): (item.account, item.id) for item in kept.snapshot.resources if item.is_applied}
        for kept in (left, right)
    ]
    both = told[0].keys() & told[1].keys()
    if both and all(told[0][name] == told[1][name] for name in both):
        yield _identical(
            left,
            right,
            detail="both sides are states of one lineage with the same resources: one environment at two times",
            fix="give the state of the other environment; driftgate snapshot diff shows what changed between two times",
        )


def _identical(left: KeptSnapshot, right: KeptSnapshot, *, detail: str, fix: str) -> Gap:
    return Gap(
        reason=GapReason.IDENTICAL,
        source=", ".join(sorted({str(origin.source) for kept in (left, right) for origin in kept.snapshot.origins})),
        detail=detail,
        operation="compare",
        fix=fix,
        stage=Stage.COMPARE,
    )


def find_unrefreshed(case: Case) -> Iterator[Gap]:
    """Yield the gap of an environment in which a recording or an intent stands for reality.

    A state is as old as it may be, and an object of Kubernetes that no cluster has given out is what somebody wants.
    """
    if case.environment == NOBODY or case.observed is None:
        return
    for origin in case.observed.snapshot.origins:  # alone, or beside what was really read
        if origin.source.kind is SourceKind.TFSTATE:
            yield _unrefreshed(
                origin,
                detail="a state is what was recorded and not what is there",
                fix="name the account under observed, or the plan of a refresh: terraform plan -refresh-only",
            )
        elif name := origin.facts.get(UNAPPLIED):
            yield _unrefreshed(
                origin,
                detail=f"{name} has no uid: no cluster has given it out, so that it is not what is there",
                fix="give what is there: kubectl get KINDS -o json",
            )


def _unrefreshed(origin: Origin, *, detail: str, fix: str) -> Gap:
    return Gap(
        reason=GapReason.UNREFRESHED,
        source=str(origin.source),
        detail=detail,
        operation="compare",
        fix=fix,
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
