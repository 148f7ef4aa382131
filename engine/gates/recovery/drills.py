"""One recovery drill: what of it was measured and is not good enough, and what it does not prove."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from engine.acceptance.person import is_named, is_same_person
from engine.gates.recovery.settings import Integrity, RecoverySettings
from engine.gates.tally import find_value
from engine.model.measurement import CheckState, Measurement
from engine.model.moment import later
from engine.model.outcome import GapReason

TIMES: Mapping[str, str] = {"rto": "RTO", "rpo": "RPO", "detection": "detection"}
"""The metrics that are held against a limit, as people call them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drill:
    """One drill with what identifies it. `name` is `environment/service/kind`; it counts from `ended` to `expires`.

    `resources` are those that it says were recovered as they were configured then; none where it does not say.
    """

    measurement: Measurement
    facts: Mapping[str, str]
    name: str
    resources: frozenset[str]
    ended: datetime
    expires: datetime

    @property
    def id(self) -> str:
        """Return what tells it from others, without case and surrounding space."""
        return self.facts.get("id", "").strip().casefold()

    @property
    def told(self) -> tuple[object, ...]:
        """Return all that the record says, wherever it lies and however it is written."""
        told = self.measurement
        return told.facts, told.metrics, told.checks, told.proves

    @property
    def is_from_disruption(self) -> bool:
        """Tell whether the RTO counts from the disruption, and not only from when it was declared."""
        return "disrupted_at" in self.facts

    def comes_after(self, other: Drill) -> bool:
        """Tell whether it is of the same service and kind as another, and began when that one had ended."""
        between = (self.ended - other.ended).total_seconds()
        return self.name == other.name and between > 0 and between >= (find_value(self.measurement, "rto") or 0)


def find_drill(measurement: Measurement, settings: RecoverySettings) -> Drill | None:
    """Return the drill that a measurement tells of, or none where it could not be read."""
    facts = dict(measurement.facts)
    if measurement.measured_at is None or not facts.get("kind"):
        return None
    ended = measurement.measured_at.earliest
    proves = measurement.proves
    return Drill(
        measurement=measurement,
        facts=facts,
        name="/".join(facts.get(key, "") for key in ("environment", "service", "kind")),
        resources=frozenset() if proves is None else frozenset(name for name, _ in proves.resources),
        ended=ended,
        expires=later(ended, settings.longest(facts["kind"])),
    )


def is_replaced(drill: Drill, others: Iterable[Drill]) -> bool:
    """Tell whether others of the same service and kind speak for what a drill is about.

    For one that names resources these are others that name all of them together, or a later one that names none. Of
    one that names none nobody knows more than the service.
    """
    same = [other for other in others if other.name == drill.name]
    named = frozenset[str]().union(*(other.resources for other in same))
    return bool(same) and (
        drill.resources <= named or any(not other.resources and other.comes_after(drill) for other in same)
    )


def find_latest(drills: Iterable[Drill]) -> list[Drill]:
    """Return the drills that no later ones replace, by name and time."""
    named: dict[str, list[Drill]] = {}
    for drill in sorted(drills, key=lambda drill: (drill.name, drill.ended)):
        named.setdefault(drill.name, []).append(drill)
    return [
        drill
        for same in named.values()
        for place, drill in enumerate(same, start=1)
        if not is_replaced(drill, same[place:])
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortfall:
    """Something that was measured and is not good enough. `about` names it below the drill."""

    rule: str
    message: str
    required: float | str | bool
    observed: float | str | bool
    about: str = ""


def find_shortfalls(drill: Drill, settings: RecoverySettings) -> Iterator[Shortfall]:
    """Yield what fails: a service that never recovered, a time beyond its limit, a check that failed."""
    if "recovered" not in drill.facts:
        yield Shortfall(rule="not-recovered", message="the service never recovered", required=True, observed=False)
    for name, limit in settings.limits.items():
        took = find_value(drill.measurement, name)
        if took is not None and not took <= limit.total_seconds():
            yield Shortfall(
                rule=f"max-{name}",
                message=f"{TIMES[name]} is {write_time(drill, name)}, allowed are {write_limit(limit)}"
                f"{_share(drill, name)}",
                required=limit.total_seconds(),
                observed=round(took, 6),
            )
    for check in drill.measurement.checks:
        if check.state in {CheckState.FAILED, CheckState.ERRORED}:
            level = f" ({check.detail})" if check.detail else ""
            yield Shortfall(
                rule="integrity-check",
                message=f"the integrity check {check.name}{level} {check.state}",
                required=str(CheckState.PASSED),
                observed=str(check.state),
                about=check.name,
            )


def _share(drill: Drill, name: str) -> str:
    detection = find_value(drill.measurement, "detection")
    return f"; {_seconds(detection)} of it passed until it was noticed" if name == "rto" and detection else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """Something that a drill does not prove."""

    reason: GapReason
    detail: str
    fix: str


def find_doubts(drill: Drill, settings: RecoverySettings) -> Iterator[Doubt]:
    """Yield what is not proven: intact data, another's eyes, checks that were not made, times that are not known."""
    yield from _integrity(drill, settings.depth)
    yield from _people(drill)
    for check in drill.measurement.checks:
        if check.state in {CheckState.SKIPPED, CheckState.UNKNOWN}:
            yield _missing(f"the integrity check {check.name} was not made", "make it")
    if "recovered" not in drill.facts:
        return
    yield from _times(drill, settings)
    in_a_row = find_value(drill.measurement, "consecutive_checks") or 0
    if in_a_row < settings.min_consecutive:
        told = f"{in_a_row:.0f} business checks in a row passed, {settings.min_consecutive} make a recovery"
        yield _missing(told, "watch the recovered service for longer")


def _integrity(drill: Drill, required: Integrity) -> Iterator[Doubt]:
    shown, claimed = read_level(drill), drill.facts.get("integrity_claimed", Integrity.L0)
    fix = f"record a check of each level from L1 to {max(required, claimed)}, as driftgate/drill/2"
    if claimed > shown:
        has_levels = any(check.detail for check in drill.measurement.checks)
        proof = f"the checks show {shown}" if has_levels else "no check tells of which level it is"
        yield _missing(f"the integrity level {claimed} is claimed, required is {required}, and {proof}", fix)
    elif not any(check.state is CheckState.PASSED for check in drill.measurement.checks):
        yield _missing("nothing shows that the recovered data are intact", fix)
    elif shown < required:
        yield _missing(f"the integrity checks show {shown}, required is {required}", fix)


def _people(drill: Drill) -> Iterator[Doubt]:
    operator, validator = drill.facts.get("operator", ""), drill.facts.get("validated_by", "")
    if not is_named(validator):
        told = f": validated_by is {validator!r}" if validator else ""
        yield _missing(f"nobody validated the recovery{told}", "record validated_by, by name")
    if not is_named(operator):
        told = f": operator is {operator!r}" if operator else ""
        yield _missing(
            f"nobody is named as the one who recovered{told}", "record operator, by name, as driftgate/drill/2"
        )
    elif is_same_person(operator, validator):
        told = f"{validator!r} validated what {operator!r} recovered, and is the same person"
        yield _missing(told, "let somebody else look at the recovered service")


def _times(drill: Drill, settings: RecoverySettings) -> Iterator[Doubt]:
    for name, limit in settings.limits.items():
        took = find_value(drill.measurement, name)
        if took is None:
            yield _missing(f"the record does not let the {TIMES[name]} be measured", "record its times")
        elif name == "rto" and not drill.is_from_disruption and took <= limit.total_seconds():
            told = "the RTO counts from the disruption, which the record does not tell: from started it is"
            yield _missing(f"{told} {_seconds(took)} at least", "record disrupted_at")


def _missing(detail: str, fix: str) -> Doubt:
    return Doubt(reason=GapReason.MISSING_INPUT, detail=detail, fix=fix)


def is_kept(drill: Drill, settings: RecoverySettings) -> bool:
    """Tell whether a drill proves by itself all that is asked of it."""
    lacking = drill.measurement.gaps or any(find_doubts(drill, settings))
    return not lacking and not any(find_shortfalls(drill, settings))


def read_level(drill: Drill) -> str:
    """Return the integrity level that the checks of a drill show."""
    return drill.facts.get("integrity_level", Integrity.L0)


def write_time(drill: Drill, name: str) -> str:
    """Return a measured time as `2490 s`, `at least 2250 s` or `unknown`."""
    took = find_value(drill.measurement, name)
    if took is None:
        return "unknown"
    return _seconds(took) if name != "rto" or drill.is_from_disruption else f"at least {_seconds(took)}"


def write_limit(limit: timedelta) -> str:
    """Return the time at most as `3600 s`."""
    return _seconds(limit.total_seconds())


def _seconds(seconds: float) -> str:
    return f"{seconds:.3f}".rstrip("0").rstrip(".") + " s"
