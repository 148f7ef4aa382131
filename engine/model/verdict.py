"""Assessment in, verdict out."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from enum import StrEnum

from engine.model.gate import GateResult, Requirement
from engine.model.history import History, Nightly, Seen
from engine.model.outcome import Outcome
from engine.model.subject import Base, Subject
from engine.model.waiver import AppliedWaiver, Waiver


class Decision(StrEnum):
    """The four decisions."""

    GO = "GO"
    CONDITIONAL = "CONDITIONAL"
    NO_GO = "NO-GO"
    INCONCLUSIVE = "INCONCLUSIVE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """Something that a verdict rests on: a snapshot, a result file, a policy pack, a waiver file.

    `digest` is `sha256:…`; `taken_at` is when it was observed, none for things without an age such as policies.
    `sources` are the places that a snapshot was taken from, as `KIND:LOCATION`. Of a result, `about` is what it was
    measured on in words, `vouched` who says so, `by` the name or key of whoever signed that, and `bound` the names of
    the subject by which it is about what is judged.
    """

    name: str
    kind: str
    digest: str
    taken_at: datetime | None = None
    sources: tuple[str, ...] = ()
    about: str = ""
    vouched: str = ""
    by: str = ""
    bound: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RequiredGate:
    """A gate that the configuration asks for."""

    gate: str
    requirement: Requirement


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How much of what had to be looked at was looked at; counts only."""

    resources: int = 0
    lists_expected: int = 0
    lists_complete: int = 0
    attributes_compared: int = 0
    attributes_unread: int = 0
    policy_pairs_expected: int = 0
    policy_pairs_done: int = 0

    def plus(self, other: Coverage) -> Coverage:
        """Return the sums of two counts."""
        return Coverage(
            **{entry.name: getattr(self, entry.name) + getattr(other, entry.name) for entry in fields(self)}
        )


MAX_ADOPTION = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Adoption:
    """A team that begins: until then results that name no subject open a condition, which `owner` answers for."""

    until: datetime
    owner: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The settings of the decision; their digest stands in the verdict.

    `max_age` is how old an input with a time may be. `max_waiver_life` and `max_waiver_matches` bound waivers.
    `adoption` is said by a team whose results name no subject yet.
    """

    max_age: timedelta | None = None
    max_waiver_life: timedelta = timedelta(days=90)
    max_waiver_matches: int = 25
    adoption: Adoption | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """Everything that a decision is made from. `digest` covers all other fields.

    `subject` is what is judged, `base` what a change of it is held against, none where it is judged as a whole.
    `time_given` tells that the time of the decision was named by somebody, `stranger` what says that the changes of
    somebody whom nobody vouches for are looked at, empty where nothing does.
    """

    environment: str
    required: tuple[RequiredGate, ...]
    gates: tuple[GateResult, ...]
    inputs: tuple[Input, ...]
    subject: Subject = field(default_factory=Subject)
    waivers: tuple[Waiver, ...] = ()
    coverage: Coverage = Coverage()
    time_given: bool = False
    stranger: str = ""
    base: Base | None = None
    digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why a decision is not better than it is.

    `rule` is the number in the decision procedure, `outcome` what it means, `code` a stable word, `fix` what
    would have to change.
    """

    rule: int
    gate: str
    outcome: Outcome
    code: str
    message: str
    fix: str = ""
    fingerprint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """An open condition of a CONDITIONAL verdict: who, until when, and the check that closes it."""

    owner: str
    due: datetime | None
    closes: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The decision with all its reasons and inputs; nothing in it depends on anything else.

    `subject` is what it is about, `required` are the gates that were asked for. With a `base` it is about what a change
    brings, and about nothing that was there before. `time_given` tells that it was decided for a time that somebody
    named, and not when it was made.
    """

    subject: Subject
    environment: str
    required: tuple[RequiredGate, ...]
    decision: Decision
    as_of: datetime
    reasons: tuple[Reason, ...]
    conditions: tuple[Condition, ...]
    gates: tuple[GateResult, ...]
    waivers: tuple[AppliedWaiver, ...]
    coverage: Coverage
    inputs: tuple[Input, ...]
    assessment: str
    rules: str
    time_given: bool = False
    base: Base | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """A command that a person would want to type next, and why."""

    command: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One verdict as a command made it: what every report renders and the ledger keeps.

    `run_id` is derived from the verdict, so that the same inputs give the same id. `command` is the verb, `tool` the
    version of driftgate. `exit_code` is the process's, after `--report-only`. `seen` tells since when its findings are
    known; `history` what has become of those of the previous run about the same environment, where there was one.
    `nightly` is the schedule that it belongs to, with what was missed.
    """

    run_id: str
    command: str
    tool: str
    exit_code: int
    verdict: Verdict
    next_steps: tuple[NextStep, ...] = ()
    seen: tuple[Seen, ...] = ()
    history: History | None = None
    nightly: Nightly | None = None
