"""The recovery gate: a recovery counts when it was measured, validated, and is not too old."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from engine.drift.since import Estate
from engine.gates.gate import Case, Gate, Judged, Measured
from engine.gates.proven import Bond, find_bond, list_names
from engine.gates.recovery.drills import (
    TIMES,
    Drill,
    find_doubts,
    find_drill,
    find_latest,
    find_shortfalls,
    is_kept,
    is_replaced,
    read_level,
    write_limit,
    write_time,
)
from engine.gates.recovery.settings import RecoverySettings
from engine.gates.tally import Tally, find_value
from engine.model.gate import GateResult
from engine.model.measurement import CheckState, Measure, Measurement, Metric
from engine.model.moment import write_duration
from engine.model.outcome import GapReason, Outcome, Severity
from engine.model.subject import ENVIRONMENT

NAME = "recovery"
NEEDS = frozenset({Measure.RECOVERY_TIMES})
_NAMED = 5  # files in the text of a gap


def judge(
    measurements: Sequence[Measurement], settings: RecoverySettings, *, now: datetime, estate: Estate | None = None
) -> GateResult:
    """Return the result of the recovery gate over drill records.

    `estate` is what is configured now, none without any source of it: a drill that names the configuration that it
    proves holds as long as that is the same, or until others replace it.

    Each environment, service and kind that has a drill needs one that is not too old, and so does each resource that a
    drill names. Every drill that fell short fails, or warns once others of the same that began after it kept
    everything. Nothing becomes better by growing old. A drill of a later time than `now` proves nothing, and neither do
    two that have one id and differ.
    """
    tally = Tally(NAME, NEEDS, measurements=measurements)
    drills = _distinct([drill for entry in tally.measurements if (drill := find_drill(entry, settings)) is not None])
    disputed = _disputed(tally, drills)
    fresh = [drill for drill in drills if drill.ended <= now < drill.expires]
    _stale(tally, [drill for drill in drills if drill.ended <= now], now)
    _missing(tally, drills, settings)
    undisputed = [drill for drill in fresh if drill.id not in disputed]
    bonds = {drill.measurement.digest: _bond(drill, estate) for drill in undisputed}
    proofs = [drill for drill in undisputed if not bonds[drill.measurement.digest].lacks]
    _unbound(tally, undisputed, proofs, bonds)
    provable = {drill.measurement.digest for drill in proofs}
    kept = [drill for drill in proofs if is_kept(drill, settings)]
    for drill in drills:
        repeated = is_replaced(drill, [later for later in kept if later.comes_after(drill)])
        _shortfall_findings(tally, drill, settings, Outcome.WARN if repeated else Outcome.FAIL)
        if drill.measurement.digest in provable and not repeated:
            _prove(tally, drill, settings)
    latest = find_latest(proofs)
    told = (f"{_words(drill, settings)}, {bonds[drill.measurement.digest].says}" for drill in latest)
    return tally.make_result(
        settings.requirement,
        "; ".join(told) or "no recovery was judged",
        metrics=_metrics(latest),
        expires_at=min((drill.expires for drill in latest), default=None),
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


def _stale(tally: Tally, drills: Sequence[Drill], now: datetime) -> None:
    for drill in find_latest(drills):
        if drill.expires <= now:
            of = f" of {list_names(sorted(drill.resources))}" if drill.resources else ""
            tally.add_gap(
                GapReason.STALE,
                drill.measurement.source,
                f"{drill.name}: the last drill{of} is {write_duration(now - drill.ended, rounded=True)} old, "
                f"allowed are {write_duration(drill.expires - drill.ended)}",
                f"repeat the {drill.facts['kind']} drill",
            )


def _bond(drill: Drill, estate: Estate | None) -> Bond:
    again = f"repeat the {drill.facts['kind']} drill"
    return find_bond(drill.measurement.proves, estate, environment=drill.facts["environment"], again=again)


def _unbound(tally: Tally, drills: Sequence[Drill], proofs: Sequence[Drill], bonds: Mapping[str, Bond]) -> None:
    """Note what drills lack that another configuration was recovered in, unless others replace them."""
    for drill in drills:
        lacks = bonds[drill.measurement.digest].lacks
        if lacks and not is_replaced(drill, proofs):
            for lack in lacks:
                tally.add_gap(lack.reason, drill.measurement.source, f"{drill.name}: {lack.detail}", lack.fix)


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
    if all(entry.proves is None for entry in results):
        return Judged(result=judge(results, settings, now=case.now))
    # The sources tell of the environment that is judged, and of no other one that must have recovered.
    told = settings.environment in {"", case.environment}
    desired, observed = (case.desired, case.observed) if told else (None, None)
    kept = [one for one in (desired, observed) if one is not None]
    snapshots = [None if one is None else one.snapshot for one in (desired, observed)]
    estate = Estate(snapshots[0], snapshots[1], case.provider) if kept else None
    result = judge(results, settings, now=case.now, estate=estate)
    inputs = {*result.inputs, *(one.digest for one in kept)}
    return Judged(result=replace(result, inputs=tuple(sorted(inputs))))


GATE = Gate(
    name=NAME,
    says="Restores and failovers that were really made, against their targets.",
    settings=RecoverySettings,
    judge=_gate,
    needs=NEEDS,
    binds=ENVIRONMENT,
)
