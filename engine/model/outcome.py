"""Outcome of one check, severity, finding and gap: the words every gate speaks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from engine.model.identity import Named
from engine.model.path import Path
from engine.model.place import Placed


class Outcome(StrEnum):
    """The outcome of one check.

    `inconclusive` means that the facts were not there; `error` that the check itself broke. Neither is a pass.
    """

    PASS = "pass"  # noqa: S105 - an outcome, not a password
    WARN = "warn"
    FAIL = "fail"
    ERROR = "error"
    INCONCLUSIVE = "inconclusive"
    NOT_APPLICABLE = "not_applicable"

    @property
    def rank(self) -> int:
        """Return how bad this outcome is: fail over error over inconclusive over warn over pass."""
        return _OUTCOME_RANK[self]

    @property
    def is_acceptable(self) -> bool:
        """Tell whether somebody may waive a finding with it, or accept it as known: nobody can what is not proven."""
        return self is Outcome.FAIL or self is Outcome.WARN


_OUTCOME_RANK = {
    Outcome.NOT_APPLICABLE: 0,
    Outcome.PASS: 1,
    Outcome.WARN: 2,
    Outcome.INCONCLUSIVE: 3,
    Outcome.ERROR: 4,
    Outcome.FAIL: 5,
}


class Severity(StrEnum):
    """How much a finding matters."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    INFO = "info"

    @property
    def rank(self) -> int:
        """Return 4 for critical down to 0 for info."""
        return _SEVERITY_RANK[self]


_SEVERITY_RANK = {
    Severity.CRITICAL: 4,
    Severity.HIGH: 3,
    Severity.MEDIUM: 2,
    Severity.LOW: 1,
    Severity.INFO: 0,
}


class FailOn(StrEnum):
    """The lowest severity that makes a finding fail; below it a finding only warns."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    INFO = "info"
    NEVER = "never"

    def outcome(self, severity: Severity) -> Outcome:
        """Return fail when `severity` reaches this threshold, else warn."""
        if self is FailOn.NEVER:
            return Outcome.WARN
        return Outcome.FAIL if severity.rank >= _LEAST_RANK[self] else Outcome.WARN


_LEAST_RANK = {limit: Severity(limit.value).rank for limit in FailOn if limit is not FailOn.NEVER}


class FindingStatus(StrEnum):
    """What a finding says about its resource."""

    MISSING = "missing"
    UNMANAGED = "unmanaged"
    CHANGED = "changed"
    AMBIGUOUS = "ambiguous"
    VIOLATION = "violation"
    MEASURED = "measured"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who made a call that changed a resource, as CloudTrail tells it: `event` is `service:Operation`."""

    principal: str
    event: str
    at: datetime
    event_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding(Named, Placed):
    """One result that is not a pass.

    `path` is where in it, empty for a whole resource. `before` and `after` are
    JSON values, already redacted: for drift what was intended and what is there, for a policy what is required
    and what was observed, for a measurement the threshold and the value. `fingerprint` is stable over runs:
    it covers gate, rule, account, region, resource and path, never the values. `rules` are the rules of the canonical
    form that were applied to `before` and `after`. `meaning` is what the attribute is about (see
    `engine.drift.severity`) and `why` the sentence that explains the severity. `reach` are the resources that depend on
    this one, at most 50 of `reached`. `actors` made calls that changed it since the intent was known, newest first.
    `existing` marks a finding that is in the baseline. `posture` is the digest of what an unmanaged resource exposes,
    grants and protects.
    """

    fingerprint: str
    gate: str
    rule: str
    outcome: Outcome
    severity: Severity
    status: FindingStatus
    message: str
    address: str = ""
    type: str = ""
    id: str = ""
    account: str = ""
    region: str = ""
    path: Path = ()
    before: Any = None
    after: Any = None
    location: str = ""
    controls: tuple[str, ...] = ()
    remediation: str = ""
    waived_by: str = ""
    existing: bool = False
    rules: tuple[str, ...] = ()
    meaning: str = ""
    why: str = ""
    reach: tuple[str, ...] = ()
    reached: int = 0
    actors: tuple[Actor, ...] = ()
    posture: str = ""


class GapReason(StrEnum):
    """Why something that had to be looked at was not."""

    ACCESS_DENIED = "access_denied"
    THROTTLED = "throttled"
    UNAVAILABLE = "unavailable"
    UNPARSABLE = "unparsable"
    UNSUPPORTED = "unsupported"
    LIMIT_REACHED = "limit_reached"
    MISSING_INPUT = "missing_input"
    INCOMPARABLE = "incomparable"
    TOOL_ERROR = "tool_error"
    STALE = "stale"
    EMPTY = "empty"


class Stage(StrEnum):
    """Where in a run something could not be done: reading, looking back, comparing, concluding from that, judging."""

    READ = "read"
    LOOK_BACK = "look_back"
    COMPARE = "compare"
    CONCLUDE = "conclude"
    EVALUATE = "evaluate"
    JUDGE = "judge"


class GapCause(StrEnum):
    """Whether a gap is one by itself, or follows from what another gap says was not read."""

    ITSELF = "itself"
    UNREAD = "unread"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap(Placed):
    """Something required that could not be looked at.

    `source` names the place, `operation` the call or step that failed (for example `s3:ListBuckets`), `types`
    the resource types that are unknown because of it, `address` or `id` the one resource when it is only one,
    `path` the attribute when it is only that. `fix` says what would close the gap. `stage` is where in the run it came
    about, `cause` whether it follows from another one, `count` how many resources it leaves unproven, 0 where they are
    not counted.
    """

    reason: GapReason
    source: str
    detail: str
    operation: str = ""
    account: str = ""
    region: str = ""
    types: tuple[str, ...] = ()
    address: str = ""
    id: str = ""
    path: str = ""
    fix: str = ""
    stage: Stage = Stage.READ
    cause: GapCause = GapCause.ITSELF
    count: int = 0
