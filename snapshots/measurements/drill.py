"""Recovery drills: a record of our own, because no tool writes down all that proves a recovery.

The format is that of `drill_record`, explained with an example in docs/drill.md. RTO is the time from the disruption to
the first of several consecutive successful business checks, detection included. RPO is the time from the disruption
back to the last committed marker that was there after recovery. Neither is the run time of a restore job.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from engine.jsontext.digest import digest_bytes
from engine.model.measurement import (
    CheckState,
    Fingerprints,
    Measure,
    Measurement,
    Metric,
    Provenance,
    ProvenConfiguration,
    ResourceFingerprint,
    ToolCheck,
    Vouched,
    measured,
)
from engine.model.moment import Moment
from engine.model.outcome import Gap, GapReason
from engine.model.snapshot import Side
from engine.model.subject import Subject
from snapshots.measurements.drill_record import LEVELS, read_record
from snapshots.measurements.reader import Reader, Sample
from snapshots.measurements.reading import instant, label, shown, source_name
from snapshots.redaction.redact import Redactor

_TIMES = ("disrupted_at", "detected_at", "started", "recovered", "last_recovered_marker")
# Of each pair the first cannot be later than the second.
_ORDER = (
    ("last_recovered_marker", "disrupted_at"),
    ("disrupted_at", "detected_at"),
    ("disrupted_at", "started"),
    ("detected_at", "recovered"),
    ("started", "recovered"),
)


def _read(data: bytes, name: str, redactor: Redactor) -> Measurement:
    """Return the measurement in the bytes of a record.

    The metrics: `rto`, `rpo` and `detection` where the record allows them, and `consecutive_checks`. Without the time
    of the disruption `rto` counts from its declaration, and is a time at least. A check is one integrity check, with
    its level as its words. The facts are the record's other fields; `integrity_level` is the level that the checks
    show, `integrity_claimed` one that the record claims. `measured_at` is the recovery, or the start of a drill that
    never recovered.
    """
    return _Reader(read_record(data, name), name, redactor).measurement(data)


def _recognises(sample: Sample) -> bool:
    document = sample.document
    return (
        isinstance(document, dict)
        and not sample.lines
        and str(document.get("schema_version")).startswith("driftgate/drill/")
    )


class _Reader:
    """Turns one valid record into a measurement."""

    def __init__(self, record: dict[str, Any], name: str, redactor: Redactor) -> None:
        self.record = record
        self.name = name
        self.redactor = redactor
        self.times = {key: instant(record[key], f"{name}: $.{key}") for key in _TIMES if record.get(key) is not None}

    def measurement(self, data: bytes) -> Measurement:
        """Return the measurement with its metrics, checks, facts and gaps, sorted."""
        integrity = self.record.get("integrity", {"checks": []})
        checks = [
            ToolCheck(
                name=label(check["name"], self.redactor),
                state=CheckState(check["state"]),
                detail=check.get("level", ""),
            )
            for check in integrity["checks"]
        ]
        return Measurement(
            kind=READER.kind,
            measures=READER.measures,
            source=source_name(self.name),
            digest=digest_bytes(data),
            dialect=self.record["schema_version"],
            metrics=tuple(sorted(self._metrics(), key=lambda metric: metric.name)),
            checks=tuple(sorted(checks, key=lambda check: (check.name, check.state, check.detail))),
            facts=tuple(sorted(self._facts())),
            measured_at=Moment.of(self.times.get("recovered", self.times["started"])),
            provenance=self._provenance(),
            proves=self._proves(),
            gaps=tuple(sorted(self._gaps(), key=lambda gap: gap.detail)),
        )

    def _provenance(self) -> Provenance:
        return Provenance(
            subject=Subject(environment=shown(self.record["environment"], self.redactor)),
            began=Moment.of(self._began()),
            ended=Moment.of(self.times["recovered"]) if "recovered" in self.times else None,
            vouched=Vouched.ITSELF,
        )

    def _proves(self) -> ProvenConfiguration | None:
        proves = self.record.get("proves")
        if proves is None:
            return None
        return ProvenConfiguration(
            form=proves["form"],
            resources=self._fingerprints(proves["resources"]),
            references=self._fingerprints(proves.get("references", {})),
        )

    def _fingerprints(self, resources: dict[str, dict[str, Any]]) -> Fingerprints:
        return tuple(
            (
                shown(name, self.redactor),
                ResourceFingerprint(
                    side=Side(told["side"]),
                    attributes=tuple(
                        (shown(key, self.redactor), value) for key, value in sorted(told["attributes"].items())
                    ),
                ),
            )
            for name, told in sorted(resources.items())
        )

    def _began(self) -> datetime:
        # The earlier one, where a record contradicts itself: what is measured from there is a failure or nothing.
        return min(self.times.get("disrupted_at", self.times["started"]), self.times["started"])

    def _metrics(self) -> Iterator[Metric]:
        yield measured("consecutive_checks", self.record["consecutive_checks"])
        disrupted, recovered = self.times.get("disrupted_at"), self.times.get("recovered")
        for name, start, end in (
            ("rto", self._began(), recovered),
            ("rpo", self.times.get("last_recovered_marker"), disrupted),
            ("detection", disrupted, self.times.get("detected_at", self.times["started"])),
        ):
            if start is not None and end is not None and start <= end:
                yield measured(name, (end - start).total_seconds())

    def _gaps(self) -> Iterator[Gap]:
        for earlier, later in _ORDER:
            if earlier in self.times and later in self.times and self.times[later] < self.times[earlier]:
                seconds = (self.times[earlier] - self.times[later]).total_seconds()
                yield Gap(
                    reason=GapReason.UNPARSABLE,
                    source=source_name(self.name),
                    detail=f"{later} lies {seconds:g} s before {earlier}",
                    operation="read:drill",
                    path=later,
                    fix="correct the times of the record, all from one clock",
                )

    def _facts(self) -> Iterator[tuple[str, str]]:
        for key in ("id", "environment", "service", "kind", "operator", "validated_by", "notes"):
            if key in self.record:
                yield key, shown(self.record[key], self.redactor)
        for key, time in self.times.items():
            yield key, _utc(time)
        integrity = self.record.get("integrity", {})
        if integrity:
            yield "integrity_level", _level(integrity["checks"])
        if "level" in integrity:
            yield "integrity_claimed", integrity["level"]
        for key, value in self.record.get("restore_target", {}).items():
            yield f"restore_{key}", shown(value, self.redactor)


def _level(checks: list[dict[str, str]]) -> str:
    """Return the level that checks show.

    A level is reached when a check of it passed and none of it failed, and every level below it is reached. L0, that
    the job completed, is reached without a check; one of it that failed leaves nothing to be reached.
    """
    reached = LEVELS[0]
    for level in LEVELS:
        states = {check["state"] for check in checks if check.get("level") == level}
        if "failed" in states or ("passed" not in states and level != LEVELS[0]):
            break
        reached = level
    return reached


def _utc(time: datetime) -> str:
    return time.isoformat().replace("+00:00", "Z")


READER = Reader(
    kind="drill",
    name="a recovery drill",
    measures=(Measure.RECOVERY_TIMES,),
    max_bytes=2**20,
    recognises=_recognises,
    read=_read,
)
