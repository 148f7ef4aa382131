"""Gates: what is measured, what is allowed, and what came out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from engine.model.outcome import Finding, Gap, Outcome
from engine.model.parity import Shortfall


class GateName(StrEnum):
    """The gates that a verdict can be made of."""

    DRIFT = "drift"
    PARITY = "parity"
    POLICY = "policy"
    PERFORMANCE = "performance"
    RECOVERY = "recovery"
    TESTS = "tests"
    COVERAGE = "coverage"


class Requirement(StrEnum):
    """How a gate counts: a `must` blocks, a `should` opens a condition, an `info` is only shown."""

    MUST = "must"
    SHOULD = "should"
    INFO = "info"


class MeasurementKind(StrEnum):
    """The result files that can be read; also the `KIND` of `--result KIND=PATH`."""

    K6 = "k6"
    JUNIT = "junit"
    DRILL = "drill"


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """One number of a result. `unit` is ms, ratio, count, per_second or s; `samples` how many it rests on."""

    name: str
    value: float
    unit: str
    samples: int | None = None


class CheckState(StrEnum):
    """What a foreign tool says of one of its own checks (a threshold, a test, a drill step)."""

    PASSED = "passed"
    FAILED = "failed"
    ERRORED = "errored"
    SKIPPED = "skipped"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolCheck:
    """A check that the foreign tool made itself: name, state, and its words, redacted and cut."""

    name: str
    state: CheckState
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """A result file after parsing: numbers and the tool's own checks, without any judgement of ours.

    `source` is the path as given, `digest` is `sha256:…` of the raw bytes, `dialect` the variant that was
    recognised. `measured_at` is when the test ran if the file says so. `facts` holds what is neither a number nor a
    check, for example a drill's integrity level. `gaps` says what the file should hold and does not.
    """

    kind: MeasurementKind
    source: str
    digest: str
    dialect: str
    metrics: tuple[Metric, ...]
    checks: tuple[ToolCheck, ...]
    facts: tuple[tuple[str, str], ...] = ()
    measured_at: datetime | None = None
    gaps: tuple[Gap, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GateResult:
    """What one gate found.

    `evaluated` counts the checks that were really made; a pass with none is not a pass. `outcome` is the raw one:
    waivers are applied by the decision. `inputs` are digests of what the gate judged; each must be among the
    assessment's inputs. `justification` says why a not_applicable gate does not apply. `measured_at` is the age of
    the oldest evidence, `expires_at` when it stops counting. `shortfalls` are where the confidence of parity is
    missing.
    """

    gate: GateName
    requirement: Requirement
    outcome: Outcome
    evaluated: int
    summary: str
    findings: tuple[Finding, ...] = ()
    gaps: tuple[Gap, ...] = ()
    inputs: tuple[str, ...] = ()
    justification: str = ""
    measured_at: datetime | None = None
    expires_at: datetime | None = None
    metrics: tuple[Metric, ...] = ()
    shortfalls: tuple[Shortfall, ...] = ()
