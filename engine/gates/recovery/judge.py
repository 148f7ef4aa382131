"""The recovery gate: a recovery counts when it was measured, validated, and is not too old."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from engine.gates.gate import Case, Gate, Judged, Measured
from engine.gates.recovery.drills import (
    TIMES,
    Drill,
    find_doubts,
    find_drill,
    find_shortfalls,
    is_kept,
    read_level,
    write_limit,
    write_time,
)
from engine.gates.recovery.settings import RecoverySettings
from engine.gates.tally import Tally, find_value
from engine.model.gate import GateResult
from engine.model.measurement import CheckState, Measure, Measurement, Metric
from engine.model.outcome import GapReason, Outcome, Severity
from engine.model.subject import ENVIRONMENT

NAME = "recovery"
NEEDS = frozenset({Measure.RECOVERY_TIMES})
_NAMED = 5  # files in the text of a gap


def judge(measurements: Sequence[Measurement], settings: RecoverySettings, *, now: datetime) -> GateResult:
    """Return the result of the recovery gate over drill records.

    Each environment, service and kind that has a drill needs one that is not too old, and every drill that fell
    short fails, or warns once one that began after it kept everything. Neither becomes better by growing old. A drill
    of a later time than `now` proves nothing, and neither do two that have one id and differ.
    """
    tally = Tally(NAME, NEEDS, measurements=measurements)
    drills = _distinct([drill for entry in tally.measurements if (drill := find_drill(entry, settings)) is not None])
    disputed = _disputed(tally, drills)
    fresh = [drill for drill in drills if drill.ended <= now < drill.expires]
    _stale(tally, [drill for drill in drills if drill.ended <= now], fresh, now)
    _missing(tally, drills, settings)
    proofs = [drill for drill in fresh if drill.id not in disputed]
    provable = {drill.measurement.digest for drill in proofs}
    kept = [drill for drill in proofs if is_kept(drill, settings)]
    for drill in drills:
        repeated = any(later.comes_after(drill) for later in kept)
        _shortfall_findings(tally, drill, settings, Outcome.WARN if repeated else Outcome.FAIL)
        if drill.measurement.digest in provable and not repeated:
            _prove(tally, drill, settings)
    newest = {drill.name: drill for drill in sorted(proofs, key=lambda drill: drill.ended)}
    summary = "; ".join(_words(newest[name], settings) for name in sorted(newest)) or "no recovery was judged"
    return tally.make_result(
        settings.requirement,
        summary,
        metrics=_metrics(newest.values()),
        expires_at=min((drill.expires for drill in newest.values()), default=None),
    )


def _distinct(drills: Sequence[Drill]) -> list[Drill]:
    """Return the drills without those whose record says the same as one before."""
    found: dict[tuple[object, ...], Drill] = {}
    for drill in drills:
        found.setdefault(drill.told, drill)
    return list(found.values())


def _disputed(tally: Tally, drills: Sequence[Drill]) -> frozenset[str]:
    """Return the ids that several drills have, which are then no proof, any of them."""
    sources: dict[str, list[str]] = {}
    for drill in drills:
        sources.setdefault(drill.id, []).append(drill.measurement.source)
    disputed = {id_: named for id_, named in sources.items() if len(named) > 1}
    for id_, named in disputed.items():
        more = f" and {len(named) - _NAMED} more" if len(named) > _NAMED else ""
        tally.add_gap(
            GapReason.INCOMPARABLE,
            named[0],
            f"{', '.join(named[:_NAMED])}{more} have the id {id_!r} and differ: none of them proves anything",
            "give each drill an id of its own, and keep one record of each",
        )
    return frozenset(disputed)


def _stale(tally: Tally, drills: Sequence[Drill], fresh: Sequence[Drill], now: datetime) -> None:
    latest = {drill.name: drill for drill in sorted(drills, key=lambda drill: drill.ended)}
    for name in sorted(latest.keys() - {drill.name for drill in fresh}):
        drill = latest[name]
        tally.add_gap(
            GapReason.STALE,
            drill.measurement.source,
            f"{name}: the last drill is {(now - drill.ended).days} days old, allowed are "
            f"{(drill.expires - drill.ended).days}",
            f"repeat the {drill.facts['kind']} drill",
        )


def _missing(tally: Tally, drills: Sequence[Drill], settings: RecoverySettings) -> None:
    lacking = []
    for kind in settings.kinds:
        made = {drill.facts.get("service", "") for drill in drills if drill.facts["kind"] == kind}
        for service in settings.services or ("",):
            if service not in made if service else not made:
                what = f"{kind} drill of {service}" if service else f"{kind} drill"
                others = f"; there are drills of {', '.join(sorted(made))}" if made else ""
                lacking.append((f"there is no usable {what}{others}", f"make a {kind} drill"))
    # A record that could not be read may be the one that is missing.
    if tally.measurements and len(lacking) > tally.unread:
        for told, fix in lacking:
            tally.add_gap(GapReason.MISSING_INPUT, "results", told, fix)


def _shortfall_findings(tally: Tally, drill: Drill, settings: RecoverySettings, outcome: Outcome) -> None:
    for shortfall in find_shortfalls(drill, settings):
        tally.add_finding(
            shortfall.rule,
            f"{drill.name}: {shortfall.about}" if shortfall.about else drill.name,
            f"{drill.name}: {shortfall.message}" + (", a later drill kept it" if outcome is Outcome.WARN else ""),
            outcome=outcome,
            severity=Severity.HIGH,
            before=shortfall.required,
            after=shortfall.observed,
            location=drill.measurement.source,
        )


def _prove(tally: Tally, drill: Drill, settings: RecoverySettings) -> None:
    tally.evaluated += 1  # whether it recovered at all
    tally.evaluated += sum(find_value(drill.measurement, name) is not None for name in settings.limits)
    tally.evaluated += sum(
        check.state in {CheckState.PASSED, CheckState.FAILED, CheckState.ERRORED} for check in drill.measurement.checks
    )
    for doubt in find_doubts(drill, settings):
        tally.add_gap(doubt.reason, drill.measurement.source, f"{drill.name}: {doubt.detail}", doubt.fix)


def _words(drill: Drill, settings: RecoverySettings) -> str:
    limits = settings.limits
    parts = []
    for name in TIMES:
        if name in limits or find_value(drill.measurement, name) is not None:
            against = f" (limit {write_limit(limits[name])})" if name in limits else ""
            parts.append(f"{TIMES[name]} {write_time(drill, name)}{against}")
    return f"{drill.name}: {', '.join(parts)}, integrity {read_level(drill)}"


def _metrics(drills: Collection[Drill]) -> Iterator[Metric]:
    for name in TIMES:
        took = [found for drill in drills if (found := find_value(drill.measurement, name)) is not None]
        if took:
            yield Metric(name=name, value=max(took), unit="s")
    yield Metric(name="drills", value=float(len(drills)), unit="count")


def _gate(case: Case, settings: RecoverySettings) -> Judged:
    results = case.measured.get(NAME, Measured()).results
    return Judged(result=judge(results, settings, now=case.now))


GATE = Gate(
    name=NAME,
    says="Restores and failovers that were really made, against their targets.",
    settings=RecoverySettings,
    judge=_gate,
    needs=NEEDS,
    binds=ENVIRONMENT,
)
