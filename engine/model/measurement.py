"""What was measured: numbers, checks and facts of a result, in words of the core and of no tool."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from engine.model.moment import Moment
from engine.model.outcome import Gap, Severity
from engine.model.snapshot import Side
from engine.model.subject import Subject


class Measure(StrEnum):
    """What a result can tell. A gate names those that it needs, a reader those that it gives."""

    LATENCY = "latency"
    ERROR_RATE = "error_rate"
    THROUGHPUT = "throughput"
    TEST_CASES = "test_cases"
    RECOVERY_TIMES = "recovery_times"
    SCAN = "scan"


UNITS: Mapping[str, str] = {
    "checks_failed": "count",
    "checks_passed": "count",
    "consecutive_checks": "count",
    "detection": "s",
    "dropped_iterations": "count",
    "duration": "s",
    "error_rate": "ratio",
    "errors": "count",
    "failed": "count",
    "failed_requests": "count",
    "flaky": "count",
    "iterations": "count",
    "latency": "ms",
    "passed": "count",
    "requests": "count",
    "rpo": "s",
    "rto": "s",
    "skipped": "count",
    "tests": "count",
    "throughput": "per_second",
}
"""The metrics that a measurement may have, with their units. `latency` has a statistic behind a dot: avg, min, med,
max, or a percentile such as p95 or p99.9."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """One number of a result. `unit` is ms, ratio, count, per_second or s; `samples` how many it rests on."""

    name: str
    value: float
    unit: str
    samples: int | None = None


def unit_of(name: str) -> str:
    """Return the unit of a metric; raises KeyError for a word that the core has not."""
    return UNITS[name.partition(".")[0]]


def measured(name: str, value: float, samples: int | None = None) -> Metric:
    """Return a number of a result in the unit that its word has; raises KeyError for a word that the core has not."""
    return Metric(name=name, value=float(value), unit=unit_of(name), samples=samples)


class CheckState(StrEnum):
    """What a foreign tool says of one of its own checks (a threshold, a test, a drill step)."""

    PASSED = "passed"
    FAILED = "failed"
    ERRORED = "errored"
    SKIPPED = "skipped"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolCheck:
    """A check that the foreign tool made itself: name, state, and its words, redacted and cut.

    `about` is the measure that a threshold limits, empty for another one; `percentile` (0 to 100) which one of it, and
    `samples` on how many it rests at least, none where nothing says it. `told` is false where the result does not say
    how the check ended: then the state is unknown, and the exit code of the tool says it.
    """

    name: str
    state: CheckState
    detail: str = ""
    about: str = ""
    percentile: float | None = None
    samples: int | None = None
    told: bool = True


OWN_REPORT = "driftgate.report"  # what our own reports carry, so that they are never taken for evidence


class Vouched(StrEnum):
    """Who says where a result comes from, from nobody to a signature that was verified."""

    NOBODY = "nobody"
    ITSELF = "itself"
    RECORDED = "recorded"
    CLAIMED = "claimed"
    SIGNED = "signed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """What is known of the run that made a result; what is empty or none is not known.

    `began` and `ended` are those of the run, `tool` and `version` what made the result, `exit_code` that of its
    process; `tells_failures` tells that by this code its program only says that what it tested failed. `command` is the
    digest of its command line without secrets, `host` the class of the machine. `vouched` tells who says all this, `by`
    the name or key of whoever signed.
    """

    subject: Subject = field(default_factory=Subject)
    began: Moment | None = None
    ended: Moment | None = None
    tool: str = ""
    version: str = ""
    exit_code: int | None = None
    tells_failures: bool = False
    command: str = ""
    host: str = ""
    vouched: Vouched = Vouched.NOBODY
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceFingerprint:
    """How one resource was set, and on which side it was read.

    `attributes` are digests of 32 hex digits by name, sorted: none for one that was read and is not set, and
    `DIGEST@EPOCH` for one with a secret in it. What is not among them was not read, or does not count.
    """

    side: Side
    attributes: tuple[tuple[str, str | None], ...]


Fingerprints = tuple[tuple[str, ResourceFingerprint], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvenConfiguration:
    """The fingerprint of a configuration: how `resources` were set, and the `references` that they rest on, by name.

    A name is an address, or the type and id of what has none. `form` is the digest of the rules by which the digests of
    values were made: those of two forms can be equal, and where they are not, that says nothing.
    """

    form: str
    resources: Fingerprints
    references: Fingerprints = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanRule:
    """A rule that a scan names: its id, and what the tool says of it; `severity` is none where it says nothing.

    `aliases` are what the tool calls it besides.
    """

    id: str
    title: str
    severity: Severity | None = None
    description: str = ""
    remediation: str = ""
    references: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanResult:
    """What is wrong by a rule: `address` is the resource as the tool calls it, `file` and `line` (from 1) where.

    `severity` is that of this result alone, where the tool gives it one, and `level` how loud it is told. It is `open`
    where the tool says that somebody has to look, `comment` is what was said to suppress it, empty where nobody did.
    """

    rule: str
    message: str
    address: str = ""
    file: str = ""
    line: int = 0
    severity: Severity | None = None
    level: Severity | None = None
    open: bool = False
    comment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """All that one run of a scanner found.

    `ended` tells whether the run came to a good end, none where nothing says so. `looked_at` counts what it says that
    it looked at, none where it says nothing.
    """

    tool: str
    version: str = ""
    rules: tuple[ScanRule, ...] = ()
    results: tuple[ScanResult, ...] = ()
    ended: bool | None = None
    looked_at: int | None = None

    @property
    def has_failures(self) -> bool:
        """Tell whether something is wrong that nobody suppressed."""
        return any(not one.open and not one.comment for one in self.results)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """A result file after parsing: numbers and the tool's own checks, without any judgement of ours.

    `kind` names the reader, `measures` what such a result tells. `source` is the path as given, `digest` is `sha256:…`
    of the raw bytes, `dialect` the variant that was recognised. `measured_at` is when the oldest part of it was
    measured, if the file says so, and `last_at` the newest; `provenance` what is known of the run. `facts` holds what
    is neither a number nor a check, for example a drill's integrity level. `proves` is the configuration that it is
    about, if it says so. `scans` are the runs of scanners in it. `gaps` says what the file should hold and does not.
    """

    kind: str
    measures: tuple[Measure, ...]
    source: str
    digest: str
    dialect: str
    metrics: tuple[Metric, ...]
    checks: tuple[ToolCheck, ...]
    facts: tuple[tuple[str, str], ...] = ()
    measured_at: Moment | None = None
    last_at: Moment | None = None
    provenance: Provenance = field(default_factory=Provenance)
    proves: ProvenConfiguration | None = None
    scans: tuple[Scan, ...] = ()
    gaps: tuple[Gap, ...] = ()

    @property
    def is_unread(self) -> bool:
        """Tell whether nothing of the file could be read: its gaps say why, and what else it lacks follows from it."""
        return bool(self.gaps) and not (self.dialect or self.metrics or self.checks or self.facts or self.scans)

    @property
    def has_failures(self) -> bool:
        """Tell whether one of the tool's own checks failed or broke, or a scan found something."""
        failed = any(check.state in {CheckState.FAILED, CheckState.ERRORED} for check in self.checks)
        return failed or any(scan.has_failures for scan in self.scans)
