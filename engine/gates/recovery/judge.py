"""The recovery gate: a recovery counts when it was measured, validated, and is not too old."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from engine.gates.gate import Case, Gate, Judged, Measured
from engine.gates.recovery.settings import TIERS, Integrity, RecoverySettings
from engine.gates.tally import Tally, find_value
from engine.model.gate import GateResult
from engine.model.measurement import CheckState, Measure, Measurement, Metric
from engine.model.outcome import GapReason, Outcome, Severity
from engine.model.subject import ENVIRONMENT

NAME = "recovery"
NEEDS = frozenset({Measure.RECOVERY_TIMES})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Drill:
    """One drill with what identifies it. `name` is `environment/service/kind`; `expires` is none without an age."""

    measurement: Measurement
    facts: Mapping[str, str]
    name: str
    ended: datetime
    expires: datetime | None


def judge(measurements: Sequence[Measurement], settings: RecoverySettings, *, now: datetime) -> GateResult:
    """Return the result of the recovery gate over drill records.

    Each environment, service and kind that has a drill needs one that is not too old, and every drill that fell
    short fails, or warns once a later one kept everything. Neither becomes better by growing old.
    """
    tally = Tally(NAME, NEEDS, measurements=measurements)
    if not measurements:
        tally.add_missing("no recovery drill was given")
    drills = [drill for entry in tally.measurements if (drill := _drill(entry, settings)) is not None]
    fresh = [drill for drill in drills if drill.expires is None or now < drill.expires]
    _stale(tally, drills, fresh, now)
    _missing(tally, drills, settings)
    for drill in drills:
        repeated = any(
            later.name == drill.name and later.ended > drill.ended and _kept(later, settings) for later in fresh
        )
        _shortfall_findings(tally, drill, settings, Outcome.WARN if repeated else Outcome.FAIL)
        if drill in fresh and not repeated:
            _prove(tally, drill, settings)
    newest = {drill.name: drill for drill in sorted(fresh, key=lambda drill: drill.ended)}
    expiries = [drill.expires for drill in newest.values() if drill.expires is not None]
    summary = "; ".join(_words(newest[name], settings) for name in sorted(newest)) or "no recovery was judged"
    return tally.make_result(
        settings.requirement, summary, metrics=_metrics(newest.values()), expires_at=min(expiries, default=None)
    )


def _drill(measurement: Measurement, settings: RecoverySettings) -> _Drill | None:
    facts = dict(measurement.facts)
    if measurement.measured_at is None or not facts.get("kind"):
        return None
    limit = settings.max_age
    if limit is None and settings.tier is not None:
        limit = TIERS[settings.tier].max_age.get(facts["kind"])
    return _Drill(
        measurement=measurement,
        facts=facts,
        name="/".join(facts.get(key, "") for key in ("environment", "service", "kind")),
        ended=measurement.measured_at.earliest,
        expires=None if limit is None else measurement.measured_at.earliest + limit,
    )


def _stale(tally: Tally, drills: Sequence[_Drill], fresh: Sequence[_Drill], now: datetime) -> None:
    latest = {drill.name: drill for drill in sorted(drills, key=lambda drill: drill.ended)}
    for name in sorted(latest.keys() - {drill.name for drill in fresh}):
        tally.add_gap(
            GapReason.STALE,
            latest[name].measurement.source,
            f"{name}: the last drill is {(now - latest[name].ended).days} days old",
            f"repeat the {latest[name].facts['kind']} drill",
        )


def _missing(tally: Tally, drills: Sequence[_Drill], settings: RecoverySettings) -> None:
    for kind in settings.kinds:
        for service in settings.services or (None,):
            made = (service in (None, drill.facts.get("service")) and drill.facts["kind"] == kind for drill in drills)
            if not any(made) and tally.measurements:
                what = f"{kind} drill of {service}" if service else f"{kind} drill"
                tally.add_gap(GapReason.MISSING_INPUT, "results", f"there is no usable {what}", f"make a {kind} drill")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Limits:
    """What applies to a drill after the tier's defaults; none is not judged."""

    rto: timedelta | None
    rpo: timedelta | None
    integrity: str


def _limits(settings: RecoverySettings) -> _Limits:
    tier = TIERS[settings.tier] if settings.tier is not None else None
    return _Limits(
        rto=settings.max_rto if settings.max_rto is not None else tier.max_rto if tier else None,
        rpo=settings.max_rpo if settings.max_rpo is not None else tier.max_rpo if tier else None,
        integrity=settings.min_integrity or (tier.min_integrity if tier else Integrity.L1),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shortfall:
    """Something that was measured and is not good enough. `about` names it below the drill."""

    rule: str
    message: str
    required: float | str | bool
    observed: float | str | bool
    about: str = ""


def _shortfalls(drill: _Drill, settings: RecoverySettings) -> Iterator[_Shortfall]:
    limits = _limits(settings)
    if "recovered" not in drill.facts:
        yield _Shortfall(rule="not-recovered", message="the service never recovered", required=True, observed=False)
    for name, limit in (("rto", limits.rto), ("rpo", limits.rpo)):
        took = find_value(drill.measurement, name)
        if limit is not None and took is not None and not took <= limit.total_seconds():
            yield _Shortfall(
                rule=f"max-{name}",
                message=f"{name.upper()} is {took:.0f} s, allowed are {limit.total_seconds():.0f} s",
                required=limit.total_seconds(),
                observed=round(took, 6),
            )
    level = drill.facts.get("integrity_level", "L0")
    if "L0" < level < limits.integrity:
        yield _Shortfall(
            rule="min-integrity",
            message=f"integrity was proven to {level}, required is {limits.integrity}",
            required=limits.integrity,
            observed=level,
        )
    for check in drill.measurement.checks:
        if check.state in {CheckState.FAILED, CheckState.ERRORED}:
            yield _Shortfall(
                rule="integrity-check",
                message=f"the integrity check {check.name} {check.state}",
                required=str(CheckState.PASSED),
                observed=str(check.state),
                about=check.name,
            )


def _unproven(drill: _Drill, settings: RecoverySettings) -> Iterator[tuple[GapReason, str, str]]:
    limits = _limits(settings)
    if drill.facts.get("integrity_level", "L0") == "L0":
        yield GapReason.MISSING_INPUT, "nothing shows that the recovered data are intact", "check them, to L1 at least"
    elif not any(check.state is CheckState.PASSED for check in drill.measurement.checks):
        yield GapReason.EMPTY, "the integrity level rests on no check that passed", "record the integrity checks"
    if not drill.facts.get("validated_by"):
        yield GapReason.MISSING_INPUT, "nobody validated the recovery", "record validated_by"
    for check in drill.measurement.checks:
        if check.state in {CheckState.SKIPPED, CheckState.UNKNOWN}:
            yield GapReason.MISSING_INPUT, f"the integrity check {check.name} was not made", "make it"
    if "recovered" not in drill.facts:
        return
    for name, limit in (("rto", limits.rto), ("rpo", limits.rpo)):
        if limit is not None and find_value(drill.measurement, name) is None:
            yield GapReason.MISSING_INPUT, f"the record does not let an {name.upper()} be measured", "record its times"
    in_a_row = find_value(drill.measurement, "consecutive_checks") or 0
    if in_a_row < settings.min_consecutive:
        told = f"{in_a_row:.0f} business checks in a row passed, {settings.min_consecutive} make a recovery"
        yield GapReason.MISSING_INPUT, told, "watch the recovered service for longer"


def _kept(drill: _Drill, settings: RecoverySettings) -> bool:
    unproven = drill.measurement.gaps or any(_unproven(drill, settings))
    return not unproven and not any(_shortfalls(drill, settings))


def _shortfall_findings(tally: Tally, drill: _Drill, settings: RecoverySettings, outcome: Outcome) -> None:
    for shortfall in _shortfalls(drill, settings):
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


def _prove(tally: Tally, drill: _Drill, settings: RecoverySettings) -> None:
    limits = _limits(settings)
    tally.evaluated += 1  # whether it recovered at all
    for name, limit in (("rto", limits.rto), ("rpo", limits.rpo)):
        tally.evaluated += limit is not None and find_value(drill.measurement, name) is not None
    tally.evaluated += sum(
        check.state in {CheckState.PASSED, CheckState.FAILED, CheckState.ERRORED} for check in drill.measurement.checks
    )
    for reason, detail, fix in _unproven(drill, settings):
        tally.add_gap(reason, drill.measurement.source, f"{drill.name}: {detail}", fix)


def _words(drill: _Drill, settings: RecoverySettings) -> str:
    limits = _limits(settings)
    parts = []
    for name, limit in (("rto", limits.rto), ("rpo", limits.rpo)):
        took = find_value(drill.measurement, name)
        known = "unknown" if took is None else f"{took:.0f} s"
        against = "" if limit is None else f" (limit {limit.total_seconds():.0f} s)"
        parts.append(f"{name.upper()} {known}{against}")
    return f"{drill.name}: {', '.join(parts)}, integrity {drill.facts.get('integrity_level', 'unknown')}"


def _metrics(drills: Collection[_Drill]) -> Iterator[Metric]:
    for name in ("rto", "rpo"):
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
