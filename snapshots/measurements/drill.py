"""Recovery drills: a record of our own, because no tool writes down all that proves a recovery.

The format is `SCHEMA`, explained with an example in docs/drill.md. RTO is the time from the declared disruption to the
first of several consecutive successful business checks. RPO is the time from the disruption back to the last committed
marker that was there after recovery. Neither is the run time of a restore job.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from jsonschema import Draft202012Validator

from engine.digest import JsonError, digest_bytes, parse_json
from engine.model.gate import CheckState, Measurement, MeasurementKind, Metric, ToolCheck
from engine.model.outcome import Gap, GapReason
from snapshots.measurements.reading import (
    UnreadableError,
    instant,
    label,
    refuse_empty,
    refuse_large,
    shown,
    source_name,
    unreadable,
)
from snapshots.redact import Redactor

MAX_BYTES = 2**20
VERSION = "driftgate/drill/1"
_MAX_ERRORS = 5

_TIME = {
    "type": "string",
    "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$",
    "description": "RFC 3339 with a zone",
}
_NAME = {"type": "string", "minLength": 1, "maxLength": 200}

SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "A recovery drill",
    "type": "object",
    "additionalProperties": False,
    "required": [
        "schema_version",
        "id",
        "environment",
        "service",
        "kind",
        "started",
        "recovered",
        "consecutive_checks",
    ],
    "dependentRequired": {
        "disrupted_at": ["last_recovered_marker"],
        "last_recovered_marker": ["disrupted_at"],
    },
    "properties": {
        "schema_version": {"const": VERSION},
        "id": _NAME,
        "environment": _NAME,
        "service": _NAME,
        "kind": {"enum": ["restore", "failover"]},
        "started": {**_TIME, "description": "when the disruption was declared"},
        "recovered": {
            "anyOf": [_TIME, {"type": "null"}],
            "description": "the first of the consecutive successful business checks; null when it never came",
        },
        "consecutive_checks": {"type": "integer", "minimum": 0, "maximum": 1_000_000},
        "disrupted_at": {**_TIME, "description": "when the last change could have been lost"},
        "last_recovered_marker": {**_TIME, "description": "the last committed marker present after recovery"},
        "integrity": {
            "type": "object",
            "additionalProperties": False,
            "required": ["level", "checks"],
            "properties": {
                "level": {"enum": ["L0", "L1", "L2", "L3", "L4"]},
                "checks": {
                    "type": "array",
                    "maxItems": 1000,
                    "items": {
                        "type": "object",
                        "additionalProperties": False,
                        "required": ["name", "state"],
                        "properties": {"name": _NAME, "state": {"enum": ["passed", "failed", "skipped"]}},
                    },
                },
            },
        },
        "validated_by": _NAME,
        "restore_target": {
            "type": "object",
            "additionalProperties": False,
            "required": ["account", "region"],
            "properties": {"account": _NAME, "region": _NAME},
        },
        "notes": {"type": "string", "maxLength": 10_000},
    },
}
"""The JSON Schema of a drill record."""

_VALIDATOR = Draft202012Validator(SCHEMA)


@dataclass(frozen=True, slots=True)
class DrillSource:
    """Reads recovery drills; `redactor` cleans the texts that are carried.

    The metrics: `rto`, `rpo` and `detection` (s) where the record allows them, and `consecutive_checks` (count). A
    check is one integrity check. The facts are the record's other fields; `measured_at` is the recovery, or the start
    of a drill that never recovered.
    """

    redactor: Redactor

    def read(self, data: bytes, *, name: str) -> Measurement:
        """Return the measurement in the bytes of a record; every defect is a gap."""
        try:
            record = _record(data, name)
            return _Reader(record, name, self.redactor).measurement(data)
        except UnreadableError as error:
            return unreadable(MeasurementKind.DRILL, data, name, error, redactor=self.redactor)


def _record(data: bytes, name: str) -> dict[str, Any]:
    refuse_large(data, name, MAX_BYTES)
    refuse_empty(data, name)
    try:
        record = parse_json(data, name=name)
    except JsonError as error:
        raise UnreadableError(GapReason.UNPARSABLE, error.message, hint="see docs/drill.md") from error
    version = record.get("schema_version") if isinstance(record, dict) else None
    if isinstance(record, dict) and isinstance(version, str) and version != VERSION:
        raise UnreadableError(
            GapReason.UNSUPPORTED,
            f"{name}: schema_version is {version!r}, {VERSION!r} is known",
            hint="see docs/drill.md",
        )
    errors = sorted(_VALIDATOR.iter_errors(record), key=lambda error: (error.json_path, error.message))
    if errors:
        told = "; ".join(f"{error.json_path}: {error.message}" for error in errors[:_MAX_ERRORS])
        more = f"; and {len(errors) - _MAX_ERRORS} more" if len(errors) > _MAX_ERRORS else ""
        raise UnreadableError(
            GapReason.UNPARSABLE, f"{name}: not a drill record: {told}{more}", hint="see docs/drill.md"
        )
    checked: dict[str, Any] = record
    return checked


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
            kind=MeasurementKind.DRILL,
            source=source_name(self.name),
            digest=digest_bytes(data),
            dialect=VERSION,
            metrics=tuple(sorted(self._metrics(), key=lambda metric: metric.name)),
            checks=tuple(sorted(checks, key=lambda check: (check.name, check.state))),
            facts=tuple(sorted(self._facts())),
            measured_at=self.times.get("recovered", self.times["started"]),
            gaps=tuple(sorted(self.gaps, key=lambda gap: gap.detail)),
        )

    def _metrics(self) -> Iterator[Metric]:
        yield Metric(name="consecutive_checks", value=float(self.record["consecutive_checks"]), unit="count")
        for name, start, end in (
            ("rto", "started", "recovered"),
            ("rpo", "last_recovered_marker", "disrupted_at"),
            ("detection", "disrupted_at", "started"),
        ):
            seconds = self._between(start, end)
            if seconds is not None:
                yield Metric(name=name, value=seconds, unit="s")

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
