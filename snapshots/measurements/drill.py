"""Recovery drills: a record of our own, because no tool writes down all that proves a recovery.

The format is `SCHEMA`, explained with an example in docs/drill.md. RTO is the time from the declared disruption to the
first of several consecutive successful business checks. RPO is the time from the disruption back to the last committed
marker that was there after recovery. Neither is the run time of a restore job.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from engine.jsontext.digest import JsonError, digest_bytes, parse_json
from engine.model.measurement import CheckState, Measure, Measurement, Metric, Provenance, ToolCheck, Vouched, measured
from engine.model.moment import Moment
from engine.model.outcome import Gap, GapReason
from engine.model.subject import Subject
from snapshots.measurements.reader import Reader, Sample
from snapshots.measurements.reading import UnreadableResultError, instant, label, shaped, shown, source_name
from snapshots.redaction.redact import Redactor

VERSION = "driftgate/drill/1"
_HINT = "see docs/drill.md"
_MAX_ERRORS = 5
# Given both or neither.
_TOGETHER = ("disrupted_at", "last_recovered_marker")

_RFC3339 = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$"
_Time = Annotated[str, Meta(pattern=_RFC3339, description="RFC 3339 with a zone")]
_Name = Annotated[str, Meta(min_length=1, max_length=200)]


class IntegrityCheck(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A check behind an integrity level."""

    name: _Name
    state: Literal["passed", "failed", "skipped"]


class IntegrityProof(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How far the recovered data were checked."""

    level: Literal["L0", "L1", "L2", "L3", "L4"]
    checks: Annotated[list[IntegrityCheck], Meta(max_length=1000)]


class RestoreTarget(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where the copy is."""

    account: _Name
    region: _Name


class Drill(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A recovery drill."""

    schema_version: Literal["driftgate/drill/1"]
    id: _Name
    environment: _Name
    service: _Name
    kind: Literal["restore", "failover"]
    started: Annotated[_Time, Meta(description="when the disruption was declared")]
    recovered: Annotated[
        _Time | None,
        Meta(description="the first of the consecutive successful business checks; null when it never came"),
    ]
    consecutive_checks: Annotated[int, Meta(ge=0, le=1_000_000)]
    disrupted_at: Annotated[_Time, Meta(description="when the last change could have been lost")] | UnsetType = UNSET
    last_recovered_marker: (
        Annotated[_Time, Meta(description="the last committed marker present after recovery")] | UnsetType
    ) = UNSET
    integrity: IntegrityProof | UnsetType = UNSET
    validated_by: _Name | UnsetType = UNSET
    restore_target: RestoreTarget | UnsetType = UNSET
    notes: Annotated[str, Meta(max_length=10_000)] | UnsetType = UNSET


def schema() -> dict[str, Any]:
    """Return the JSON Schema of a drill record."""
    _, parts = msgspec.json.schema_components([Drill], ref_template="#/$defs/{name}")
    drill = parts.pop(Drill.__name__)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **drill,
        "title": "A recovery drill",
        "dependentRequired": {_TOGETHER[0]: [_TOGETHER[1]], _TOGETHER[1]: [_TOGETHER[0]]},
        "$defs": parts,
    }


def _read(data: bytes, name: str, redactor: Redactor) -> Measurement:
    """Return the measurement in the bytes of a record.

    The metrics: `rto`, `rpo` and `detection` where the record allows them, and `consecutive_checks`. A check is one
    integrity check. The facts are the record's other fields; `measured_at` is the recovery, or the start of a drill
    that never recovered.
    """
    return _Reader(_record(data, name), name, redactor).measurement(data)


def _recognises(sample: Sample) -> bool:
    document = sample.document
    return (
        isinstance(document, dict)
        and not sample.lines
        and str(document.get("schema_version")).startswith("driftgate/drill/")
    )


def _record(data: bytes, name: str) -> dict[str, Any]:
    try:
        record = parse_json(data, name=name)
    except JsonError as error:
        raise UnreadableResultError(GapReason.UNPARSABLE, error.message, hint=_HINT) from error
    version = record.get("schema_version") if isinstance(record, dict) else None
    if isinstance(record, dict) and isinstance(version, str) and version != VERSION:
        raise UnreadableResultError(
            GapReason.UNSUPPORTED, f"{name}: schema_version is {version!r}, {VERSION!r} is known", hint=_HINT
        )
    counted = record.get("consecutive_checks") if isinstance(record, dict) else None
    if isinstance(counted, float) and counted.is_integer():
        record = {**record, "consecutive_checks": int(counted)}  # 3.0 is an integer in JSON Schema, and so in ours
    try:
        checked: dict[str, Any] = msgspec.to_builtins(shaped(record, Drill, name))
    except UnreadableResultError as error:
        raise UnreadableResultError(error.reason, _all_errors(record, name) or error.message, hint=_HINT) from error
    if (_TOGETHER[0] in checked) is not (_TOGETHER[1] in checked):
        raise UnreadableResultError(GapReason.UNPARSABLE, _all_errors(record, name), hint=_HINT)
    return checked


def _all_errors(record: Any, name: str) -> str:
    """Return everything that keeps a record from being one, with its path; a person writes it, and mends it at once."""
    from jsonschema import Draft202012Validator  # noqa: PLC0415 - only for a record that is none

    found = Draft202012Validator(schema()).iter_errors(record)
    errors = sorted(found, key=lambda error: (error.json_path, error.message))
    told = "; ".join(f"{error.json_path}: {error.message}" for error in errors[:_MAX_ERRORS])
    more = f"; and {len(errors) - _MAX_ERRORS} more" if len(errors) > _MAX_ERRORS else ""
    return f"{name}: not a drill record: {told}{more}" if errors else ""


class _Reader:
    """Turns one valid record into a measurement."""

    def __init__(self, record: dict[str, Any], name: str, redactor: Redactor) -> None:
        self.record = record
        self.name = name
        self.redactor = redactor
        self.gaps: list[Gap] = []
        keys = ("started", "recovered", "disrupted_at", "last_recovered_marker")
        self.times = {key: instant(record[key], f"{name}: $.{key}") for key in keys if record.get(key) is not None}

    def measurement(self, data: bytes) -> Measurement:
        """Return the measurement with its metrics, checks, facts and gaps, sorted."""
        integrity = self.record.get("integrity", {"checks": []})
        checks = [
            ToolCheck(name=label(check["name"], self.redactor), state=CheckState(check["state"]))
            for check in integrity["checks"]
        ]
        return Measurement(
            kind=READER.kind,
            measures=READER.measures,
            source=source_name(self.name),
            digest=digest_bytes(data),
            dialect=VERSION,
            metrics=tuple(sorted(self._metrics(), key=lambda metric: metric.name)),
            checks=tuple(sorted(checks, key=lambda check: (check.name, check.state))),
            facts=tuple(sorted(self._facts())),
            measured_at=Moment.of(self.times.get("recovered", self.times["started"])),
            provenance=Provenance(
                subject=Subject(environment=shown(self.record["environment"], self.redactor)), vouched=Vouched.ITSELF
            ),
            gaps=tuple(sorted(self.gaps, key=lambda gap: gap.detail)),
        )

    def _metrics(self) -> Iterator[Metric]:
        yield measured("consecutive_checks", self.record["consecutive_checks"])
        for name, start, end in (
            ("rto", "started", "recovered"),
            ("rpo", "last_recovered_marker", "disrupted_at"),
            ("detection", "disrupted_at", "started"),
        ):
            seconds = self._between(start, end)
            if seconds is not None:
                yield measured(name, seconds)

    def _between(self, start: str, end: str) -> float | None:
        if start not in self.times or end not in self.times:
            return None
        seconds = (self.times[end] - self.times[start]).total_seconds()
        if seconds < 0:
            self.gaps.append(
                Gap(
                    reason=GapReason.UNPARSABLE,
                    source=source_name(self.name),
                    detail=f"{end} lies {-seconds:g} s before {start}",
                    operation="read:drill",
                    path=end,
                    fix="correct the times of the record, all from one clock",
                )
            )
            return None
        return seconds

    def _facts(self) -> Iterator[tuple[str, str]]:
        for key in ("id", "environment", "service", "kind", "validated_by", "notes"):
            if key in self.record:
                yield key, shown(self.record[key], self.redactor)
        for key, time in self.times.items():
            yield key, _utc(time)
        if "integrity" in self.record:
            yield "integrity_level", self.record["integrity"]["level"]
        for key, value in self.record.get("restore_target", {}).items():
            yield f"restore_{key}", shown(value, self.redactor)


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
