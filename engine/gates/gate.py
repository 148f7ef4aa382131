"""What a gate is: its name, what it can be told, what it needs, and how it judges."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Generic, TypeVar

from engine.drift.lifetime import Life
from engine.drift.makers import OtherState
from engine.drift.three_way import EarlierSnapshot
from engine.gates.contract import Terms, hold, hold_baseline
from engine.gates.settings import GateSettings
from engine.jsontext.digest import digest_bytes
from engine.model.drift import DriftReport, OwnedScope
from engine.model.event import Event
from engine.model.gate import GateResult
from engine.model.measurement import Measure, Measurement
from engine.model.outcome import Gap
from engine.model.policy import PolicyReport
from engine.model.snapshot import Snapshot
from engine.model.subject import RELEASE, Subject
from engine.model.verdict import Coverage, Input
from engine.ports import PolicyEvaluator
from engine.provider.port import Provider

S = TypeVar("S", bound=GateSettings)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptSnapshot:
    """A snapshot with the digest of its document."""

    snapshot: Snapshot
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """The results that one gate judges, and those of an earlier version that they are held against.

    `lacking` is what should be there and is not: patterns without a file, and what is no file. `replaced` are the
    patterns whose files were not looked at, because others were given instead. `documents` are the files that the
    settings of the gate name.
    """

    results: tuple[Measurement, ...] = ()
    baseline: tuple[Measurement, ...] = ()
    lacking: tuple[Gap, ...] = ()
    replaced: tuple[str, ...] = ()
    documents: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Everything that gates judge. A gate looks only at what it needs.

    `environment` is the one that is judged, `-` for sources without a name. `reference` is the environment that parity
    compares with, and `words` are the words that name the environment and its reference. `earlier` are snapshots of the
    same states at lower serials. `measured` are the results by the gate's name. `coverage` counts what the gates before
    have looked at. `places` says where in a file a setting stands, by its path with dots. `subject` is what the verdict
    is about, `unnamed` why that names no release, `adopting` tells that results may still name no subject. `open_until`
    is what an earlier run said of types that no policy judges and nobody answers for. `scope` says what the environment
    answers for of all that is there, `others` are the states of what others manage there. `life` is that of an
    ephemeral environment.
    """

    environment: str
    now: datetime
    provider: Provider
    desired: KeptSnapshot | None = None
    observed: KeptSnapshot | None = None
    reference: KeptSnapshot | None = None
    words: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    earlier: Iterable[EarlierSnapshot | Gap] = ()
    events: tuple[Event, ...] = ()
    evaluators: Sequence[PolicyEvaluator] = ()
    measured: Mapping[str, Measured] = field(default_factory=dict)
    coverage: Coverage = field(default_factory=Coverage)
    places: Mapping[str, str] = field(default_factory=dict)
    subject: Subject = field(default_factory=Subject)
    unnamed: str = ""
    adopting: bool = False
    open_until: datetime | None = None
    scope: OwnedScope = field(default_factory=OwnedScope)
    others: tuple[OtherState, ...] = ()
    life: Life | None = None

    @property
    def digests(self) -> tuple[str, ...]:
        """Return the digests of all snapshots, sorted."""
        return tuple(sorted(kept.digest for kept in (self.desired, self.observed, self.reference) if kept is not None))


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What a gate found: its result, the report that it rests on, further inputs, and what it looked at.

    Without a result the gate had nothing to judge, which is a reason of the decision.
    """

    result: GateResult | None = None
    report: DriftReport | PolicyReport | None = None
    inputs: tuple[Input, ...] = ()
    coverage: Coverage = field(default_factory=Coverage)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate(Generic[S]):
    """A gate. `name` is its key in the configuration, `says` what it asks, `settings` the schema of its section.

    `needs` are the measures that it judges; a result that gives none of them says nothing to it. Where it can judge
    `without` results, they are held to what they must be only where some are asked for. `baseline` is the
    setting under which it holds results against those of an earlier version, empty for none. `binds` are the names of
    the subject by which a result is evidence for what is judged.
    """

    name: str
    says: str
    settings: type[S]
    judge: Callable[[Case, S], Judged]
    needs: frozenset[Measure] = frozenset()
    baseline: str = ""
    binds: tuple[str, ...] = RELEASE
    without: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A gate that a run asks for, with what it is told."""

    gate: Gate[Any]
    settings: GateSettings

    def judge(self, case: Case) -> Judged:
        """Return what the gate finds; results are held to the evidence contract before."""
        given = case.measured.get(self.gate.name, Measured())
        if not self.gate.needs or (self.gate.without and not (given.results or given.lacking)):
            return self.gate.judge(case, self.settings)
        terms = Terms(
            gate=self.gate.name,
            subject=self.settings.about(case.subject),
            binds=self.gate.binds,
            now=case.now,
            max_age=self.settings.oldest,
            early_end=self.settings.early_end,
            unnamed=case.unnamed,
        )
        lacking = (*given.lacking, *hold_baseline(given.baseline, terms))
        held = hold(given.results, terms, lacking=lacking)
        measured = {**case.measured, self.gate.name: replace(given, results=held.measurements)}
        judged = self.gate.judge(replace(case, measured=measured), self.settings)
        if judged.result is None:
            return judged
        result = held.over(judged.result, adopting=case.adopting)
        named = map(digest_bytes, given.documents.values())
        result = replace(result, inputs=tuple(sorted({*result.inputs, *named})))
        if given.replaced:
            result = replace(result, summary=f"{result.summary}; given instead of {', '.join(given.replaced)}")
        return replace(judged, result=result)
