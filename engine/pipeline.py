"""The one place where the order of the stages is written.

collect -> snapshot -> compare, judge, measure -> assessment -> decision. Every function takes values and ports and
returns values; nothing here knows where they come from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from engine.canonical.schema import SchemaTable
from engine.codec import digest_of, encode
from engine.digest import digest_bytes, without_garbage_collection
from engine.drift.intent import clashing, with_code
from engine.drift.threeway import Earlier
from engine.gates.gate import Asked, Case, Judged, Kept, Measured
from engine.gates.table import BY_NAME
from engine.model.baseline import Baseline
from engine.model.event import Event
from engine.model.gate import GateResult
from engine.model.outcome import Gap
from engine.model.snapshot import Side, Snapshot
from engine.model.verdict import (
    Assessment,
    Coverage,
    Decision,
    Input,
    NextStep,
    RequiredGate,
    Rules,
    Run,
    Verdict,
)
from engine.model.waiver import Waiver
from engine.policy.baseline import with_baseline
from engine.policy.waivers import covers
from engine.ports import Collection, Collector, PolicyEvaluator
from engine.verdict.decide import decide, seal
from engine.verdict.history import history, seen_since


def take_snapshot(
    collectors: Sequence[Collector], *, environment: str, side: Side, epoch: str, now: datetime
) -> Snapshot:
    """Read all sources of one side of an environment and freeze what they gave.

    Raises CollectionError when a source cannot be asked at all.
    """
    collections = [collector.collect() for collector in collectors]
    with without_garbage_collection():
        return _frozen(collections, environment=environment, side=side, epoch=epoch, now=now)


def _frozen(collections: Sequence[Collection], *, environment: str, side: Side, epoch: str, now: datetime) -> Snapshot:
    made = [item.made_at for item in collections if item.made_at is not None and side is Side.OBSERVED]
    moves = tuple(sorted({move for item in collections for move in item.moves}))
    return Snapshot(
        environment=environment,
        side=side,
        taken_at=_when(now, made),
        origins=tuple(origin for item in collections for origin in item.origins),
        resources=with_code((resource for item in collections for resource in item.resources), moves),
        gaps=(
            *(gap for item in collections for gap in item.gaps),
            *clashing(resource for item in collections for resource in item.resources),
        ),
        listings=tuple(listing for item in collections for listing in item.listings),
        outputs={name: value for item in collections for name, value in item.outputs.items()},
        epoch=epoch,
        complete=all(item.complete for item in collections),
        moves=moves,
        planned=tuple(
            sorted((one for item in collections for one in item.planned), key=lambda one: (one.address, one.type))
        ),
    )


def _when(now: datetime, made: Sequence[datetime]) -> datetime:
    """Return how old the facts are: as the oldest document, but a document from the future is not hidden by it."""
    return max(made) if any(time > now for time in made) else min([now, *made])


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a run has to decide.

    `tokens` are the words that name the environment and its parity reference. `places` says where in a file a setting
    stands, by its path with dots.
    """

    command: str
    environment: str
    gates: tuple[Asked, ...]
    rules: Rules = field(default_factory=Rules)
    waivers: tuple[Waiver, ...] = ()
    tokens: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    baseline: Baseline | None = None
    places: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What a run decides from.

    `reference` is the environment that parity compares with. `events` tell who changed what drifted. `measured` are the
    results by the gate that judges them, `inputs` what those, the events and the waivers came from, `documents` their
    bytes by name.
    """

    desired: Snapshot | None = None
    observed: Snapshot | None = None
    reference: Snapshot | None = None
    events: tuple[Event, ...] = ()
    measured: Mapping[str, Measured] = field(default_factory=dict)
    inputs: tuple[Input, ...] = ()
    documents: Mapping[str, bytes] = field(default_factory=dict)
    earlier: Iterable[Earlier | Gap] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessed:
    """An assessment with the documents that it rests on, by name."""

    assessment: Assessment
    documents: Mapping[str, bytes]


def assess(
    plan: Plan, material: Material, evaluators: Sequence[PolicyEvaluator], schema: SchemaTable, now: datetime
) -> Assessed:
    """Run every gate of the plan on the material and return the sealed assessment."""
    stage = _Stage(plan, material)
    case = stage.case(evaluators, schema, now)
    order = tuple(BY_NAME)
    for asked in sorted(plan.gates, key=lambda asked: order.index(asked.gate.name)):
        stage.add(asked, asked.judge(replace(case, coverage=stage.coverage)))
    return stage.assessed()


def conclude(
    assessed: Assessed,
    plan: Plan,
    now: datetime,
    *,
    tool: str,
    exit_code: Callable[[Decision], int],
    next_steps: Callable[[Verdict, str], tuple[NextStep, ...]],
    previous: Callable[[Verdict, str], Run | None],
) -> Run:
    """Decide, and return the run that reports render; its id is made of the time and the verdict's digest.

    `previous` gives the run before this one (by its verdict and id) about the same environment.
    """
    verdict = decide(assessed.assessment, plan.rules, now)
    run_id = f"{now:%Y%m%dT%H%M%SZ}-{digest_of(verdict)[7:15]}"
    before = previous(verdict, run_id)
    return Run(
        run_id=run_id,
        command=plan.command,
        tool=tool,
        exit_code=exit_code(verdict.decision),
        verdict=verdict,
        next_steps=next_steps(verdict, run_id),
        seen=seen_since(verdict, before),
        history=history(verdict, before) if before is not None else None,
    )


class _Stage:
    """The gates of one run so far: results, documents, inputs and counts."""

    def __init__(self, plan: Plan, material: Material) -> None:
        self.plan, self.material = plan, material
        self.results: list[GateResult] = []
        self.documents: dict[str, bytes] = dict(material.documents)
        self.inputs: list[Input] = list(material.inputs)
        self.coverage = _listed(material)

    def case(self, evaluators: Sequence[PolicyEvaluator], schema: SchemaTable, now: datetime) -> Case:
        """Return what the gates judge."""
        return Case(
            environment=self.plan.environment,
            now=now,
            schema=schema,
            desired=self._kept("desired", self.material.desired),
            observed=self._kept("observed", self.material.observed),
            reference=self._kept("reference", self.material.reference),
            words=self.plan.tokens,
            earlier=self.material.earlier,
            events=self.material.events,
            evaluators=evaluators,
            measured=self.material.measured,
            places=self.plan.places,
        )

    def add(self, asked: Asked, judged: Judged) -> None:
        """Take what a gate found; without a result rule 1 of the decision says so."""
        self.inputs += judged.inputs
        if judged.report is not None:
            self.documents[f"reports/{asked.gate.name}-report.json"] = encode(judged.report)
        self.coverage = self.coverage.plus(judged.coverage)
        if judged.result is not None:
            self.results.append(judged.result)

    def assessed(self) -> Assessed:
        """Return the sealed assessment and everything it rests on."""
        findings = [finding for result in self.results for finding in result.findings]
        whole = self.plan.command == "gate"
        if self.plan.baseline is not None:
            body = encode(self.plan.baseline)
            self.documents["baseline.json"] = body
            self.inputs.append(Input(name="baseline", kind="baseline", digest=digest_bytes(body)))
        waivers = tuple(
            waiver
            for waiver in self.plan.waivers
            # A single gate cannot tell that a waiver matches nothing: what it waives may be another gate's.
            if whole or any(covers(waiver, finding, self.plan.environment) for finding in findings)
        )
        assessment = seal(
            Assessment(
                environment=self.plan.environment,
                required=tuple(
                    RequiredGate(gate=asked.gate.name, requirement=asked.settings.requirement)
                    for asked in self.plan.gates
                ),
                gates=with_baseline(self.results, self.plan.baseline, self.plan.environment),
                inputs=tuple(self.inputs),
                waivers=waivers,
                coverage=self.coverage,
            )
        )
        self.documents["assessment.json"] = encode(assessment)
        self.documents["rules.json"] = encode(self.plan.rules)
        return Assessed(assessment=assessment, documents=self.documents)

    def _kept(self, name: str, snapshot: Snapshot | None) -> Kept | None:
        if snapshot is None:
            return None
        body = encode(snapshot)
        digest = digest_bytes(body)
        self.documents[f"snapshots/{name}.json"] = body
        sources = ", ".join(str(origin.source) for origin in snapshot.origins)
        self.inputs.append(Input(name=f"{name} {sources}", kind="snapshot", digest=digest, taken_at=snapshot.taken_at))
        return Kept(snapshot=snapshot, digest=digest)


def _listed(material: Material) -> Coverage:
    """Return how many resources there are, and how many lists of the observed side were read completely."""
    listings = material.observed.listings if material.observed is not None else ()
    snapshots = [item for item in (material.desired, material.observed) if item is not None]
    return Coverage(
        resources=sum(len(item.resources) for item in snapshots),
        lists_expected=len(listings),
        lists_complete=sum(listing.complete for listing in listings),
    )
