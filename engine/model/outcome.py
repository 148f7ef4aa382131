"""Outcome of one check, severity, finding and gap: the words every gate speaks."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from operator import attrgetter

from engine.model.identity import Named
from engine.model.path import Change
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
    CLAIMED = "claimed"
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
class Target(Named, Placed):
    """What a finding is about: a resource, or the named thing that was measured. `location` is `file:line` in code.

    `module` is the address of the module in which it is, where the other side has nothing of that.
    """

    address: str = ""
    type: str = ""
    id: str = ""
    account: str = ""
    region: str = ""
    location: str = ""
    origin: str = ""
    module: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """Why a finding matters.

    `meaning` is what the attribute is about and `why` the sentence that explains the severity. `reach` are resources
    that depend on the one that it is about, at most 50 of `reached`.
    """

    meaning: str = ""
    why: str = ""
    reach: tuple[str, ...] = ()
    reached: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """How a finding is accepted: `waived_by` a waiver, or as `existing` in the baseline.

    For what is in the baseline `owner` answers, until `until`. `inherited` is what the base of a change has as well.
    `posture` is the digest of what an unmanaged resource exposes, grants and protects: it is accepted as that.
    """

    waived_by: str = ""
    existing: bool = False
    inherited: bool = False
    owner: str = ""
    until: datetime | None = None
    posture: str = ""

    @property
    def is_given(self) -> bool:
        """Tell whether something keeps the finding from gating."""
        return bool(self.waived_by) or self.existing or self.inherited


# What most findings say nothing of is one value, and not one for each of a hundred thousand.
_NO_TARGET, _NO_CHANGE, _NO_RATING, _NO_ACCEPTANCE = Target(), Change(), Rating(), Acceptance()


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One result that is not a pass.

    `fingerprint` is stable over runs: it covers gate, rule, account, region, resource and path, never the values. The
    values of `change` are redacted already. `actors` made calls that changed the target since the intent was known,
    newest first. `also` are other rules that say the same of the target, `against` those that were asked the same and
    say otherwise.
    """

    fingerprint: str
    gate: str
    rule: str
    outcome: Outcome
    severity: Severity
    status: FindingStatus
    message: str
    target: Target = _NO_TARGET
    change: Change = _NO_CHANGE
    rating: Rating = _NO_RATING
    acceptance: Acceptance = _NO_ACCEPTANCE
    controls: tuple[str, ...] = ()
    remediation: str = ""
    actors: tuple[Actor, ...] = ()
    also: tuple[str, ...] = ()
    against: tuple[str, ...] = ()


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
    EMPTY = "empty"
    INSUFFICIENT = "insufficient"
    STALE = "stale"
    UNDATED = "undated"
    UNBOUND = "unbound"
    FOREIGN = "foreign"
    ABORTED = "aborted"
    RUN_FAILED = "run_failed"
    OWN_REPORT = "own_report"
    UNREFRESHED = "unrefreshed"
    IDENTICAL = "identical"
    INVALIDATED = "invalidated"

    @property
    def is_unfit(self) -> bool:
        """Tell whether there is evidence that is not fit to prove anything, and not none at all."""
        return self in _UNFIT


_UNFIT = frozenset(
    {
        GapReason.STALE,
        GapReason.UNDATED,
        GapReason.UNBOUND,
        GapReason.FOREIGN,
        GapReason.ABORTED,
        GapReason.RUN_FAILED,
        GapReason.OWN_REPORT,
        GapReason.UNREFRESHED,
        GapReason.IDENTICAL,
        GapReason.INVALIDATED,
    }
)


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


# The order in which gaps are told: by their fields, one after another.
gap_order = attrgetter(*(field.name for field in fields(Gap)))
