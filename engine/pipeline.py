"""The one place where the order of the stages is written.

collect -> snapshot -> compare, judge, measure -> assessment -> decision. Every function takes values and ports and
returns values; nothing here knows where they come from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from engine.canonical.schema import SchemaTable
from engine.codec import digest_of, encode
from engine.digest import digest_bytes, without_garbage_collection
from engine.drift.actors import known_since, with_actors
from engine.drift.detect import detect_drift
from engine.drift.identity import match_by_id
from engine.drift.intent import applied, clashing, with_code
from engine.drift.parity import compare_parity
from engine.drift.threeway import Earlier
from engine.gates.coverage import CoverageSettings, judge_coverage
from engine.gates.reports import drift_gate, policy_gate
from engine.model.baseline import Baseline
from engine.model.drift import DriftReport
from engine.model.event import Event
from engine.model.gate import GateName, GateResult, Requirement
from engine.model.outcome import FailOn, Gap, GapReason
from engine.model.parity import ParityRule
from engine.model.policy import PolicyReport
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
from engine.policy.coverage import judge_policies
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
class GatePlan:
    """A gate of a run: how it counts and from which severity on its findings fail."""

    gate: GateName
    requirement: Requirement
    fail_on: FailOn = FailOn.HIGH


@dataclass(frozen=True, slots=True, kw_only=True)
class ParityPlan:
    """What parity asks for: rules before our own, and the least confidence, from 0 to 1."""

    rules: tuple[ParityRule, ...] = ()
    minimum: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a run has to decide. `tokens` are the words that name the environment and its parity reference."""

    command: str
    environment: str
    gates: tuple[GatePlan, ...]
    rules: Rules = field(default_factory=Rules)
    waivers: tuple[Waiver, ...] = ()
    tokens: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    coverage: CoverageSettings = field(default_factory=CoverageSettings)
    parity: ParityPlan = field(default_factory=ParityPlan)
    baseline: Baseline | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What a run decides from.

    `reference` is the environment that parity compares with. `events` tell who changed what drifted. `measured` are the
    results of gates that judge result files, `inputs` what those, the events and the waivers came from, `documents`
    their bytes by name.
    """

    desired: Snapshot | None = None
    observed: Snapshot | None = None
    reference: Snapshot | None = None
    events: tuple[Event, ...] = ()
    measured: tuple[GateResult, ...] = ()
    inputs: tuple[Input, ...] = ()
    documents: Mapping[str, bytes] = field(default_factory=dict)
    earlier: Iterable[Earlier | Gap] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessed:
    """An assessment with the documents that it rests on, by name."""

    assessment: Assessment
    documents: Mapping[str, bytes]


def assess(
    plan: Plan,
    material: Material,
    evaluators: Sequence[PolicyEvaluator],
    schema: SchemaTable,
) -> Assessed:
    """Run every gate of the plan on the material and return the sealed assessment."""
    stage = _Stage(plan, material, schema)
    for gate in plan.gates:
        match gate.gate:
            case GateName.DRIFT:
                stage.drift(gate)
            case GateName.PARITY:
                stage.parity(gate)
            case GateName.POLICY:
                stage.policy(gate, evaluators)
            case GateName.PERFORMANCE | GateName.RECOVERY | GateName.TESTS:
                stage.results += [result for result in material.measured if result.gate is gate.gate]
            case GateName.COVERAGE:
                pass  # last of all: it counts what the others did
    for gate in plan.gates:
        if gate.gate is GateName.COVERAGE:
            stage.results.append(judge_coverage(stage.coverage, plan.coverage, gate.requirement, stage.digests()))
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

    def __init__(self, plan: Plan, material: Material, schema: SchemaTable) -> None:
        self.plan, self.material, self.schema = plan, material, schema
        self.results: list[GateResult] = []
        self.documents: dict[str, bytes] = dict(material.documents)
        self.inputs: list[Input] = list(material.inputs)
        self.coverage = Coverage()
        self.snapshots = {
            name: self._keep(name, snapshot)
            for name, snapshot in (
                ("desired", material.desired),
                ("observed", material.observed),
                ("reference", material.reference),
            )
            if snapshot is not None
        }
        self._count_listings()

    def drift(self, gate: GatePlan) -> None:
        """Compare intent with reality."""
        desired, observed = self.material.desired, self.material.observed
        if desired is None or observed is None:
            return  # no result: rule 1 of the decision says so
        digests = (self.snapshots["desired"], self.snapshots["observed"])
        report = detect_drift(
            desired, observed, self.schema, digests=digests, fail_on=gate.fail_on, earlier=self.material.earlier
        )
        self.inputs += [
            Input(name=f"earlier state {digest[7:19]}", kind="earlier", digest=digest) for digest in report.earlier
        ]
        if self.material.events:
            found = with_actors(
                report.findings,
                self.material.events,
                (*desired.resources, *observed.resources),
                since=known_since(desired),
                until=observed.taken_at,
            )
            report = replace(report, findings=found)
        self._compared(GateName.DRIFT, report, gate)

    def parity(self, gate: GatePlan) -> None:
        """Compare this environment's intent, else its reality, with the reference."""
        candidate, name = self.material.desired, "desired"
        if candidate is None:
            candidate, name = self.material.observed, "observed"
        reference = self.material.reference
        if candidate is None or reference is None:
            return
        report = compare_parity(
            reference,
            candidate,
            self.schema,
            digests=(self.snapshots["reference"], self.snapshots[name]),
            tokens=(self.plan.tokens[1], self.plan.tokens[0]),
            fail_on=gate.fail_on,
            rules=self.plan.parity.rules,
        )
        self._compared(GateName.PARITY, report, gate)

    def policy(self, gate: GatePlan, evaluators: Sequence[PolicyEvaluator]) -> None:
        """Judge reality where there is a view of it, else the intent."""
        name = "observed" if self.material.observed is not None else "desired"
        snapshot = self.material.observed or self.material.desired
        if snapshot is None:
            return
        judged = addressed(applied(snapshot), self.material.desired)
        evaluations = [evaluator.evaluate(judged) for evaluator in evaluators]
        digest = self.snapshots[name]
        report = judge_policies(judged, evaluations, digest=digest, fail_on=gate.fail_on)
        self.inputs += [
            Input(name=f"{info.evaluator} {info.version}", kind="policies", digest=info.digest)
            for info in report.evaluators
        ]
        self._report("policy-report.json", report)
        self.coverage = replace(
            self.coverage,
            policy_pairs_expected=self.coverage.policy_pairs_expected + report.expected,
            policy_pairs_done=self.coverage.policy_pairs_done + report.done,
        )
        self.results.append(policy_gate(report, gate.requirement))

    def digests(self) -> tuple[str, ...]:
        """Return the digests of all snapshots of this run."""
        return tuple(sorted(self.snapshots.values()))

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
                required=tuple(RequiredGate(gate=gate.gate, requirement=gate.requirement) for gate in self.plan.gates),
                gates=with_baseline(self.results, self.plan.baseline, self.plan.environment),
                inputs=tuple(self.inputs),
                waivers=waivers,
                coverage=self.coverage,
            )
        )
        self.documents["assessment.json"] = encode(assessment)
        self.documents["rules.json"] = encode(self.plan.rules)
        return Assessed(assessment=assessment, documents=self.documents)

    def _keep(self, name: str, snapshot: Snapshot) -> str:
        body = encode(snapshot)
        digest = digest_bytes(body)
        self.documents[f"snapshots/{name}.json"] = body
        sources = ", ".join(str(origin.source) for origin in snapshot.origins)
        self.inputs.append(Input(name=f"{name} {sources}", kind="snapshot", digest=digest, taken_at=snapshot.taken_at))
        return digest

    def _count_listings(self) -> None:
        observed = self.material.observed
        listings = observed.listings if observed is not None else ()
        snapshots = [item for item in (self.material.desired, observed) if item is not None]
        self.coverage = Coverage(
            resources=sum(len(item.resources) for item in snapshots),
            lists_expected=len(listings),
            lists_complete=sum(listing.complete for listing in listings),
        )

    def _compared(self, name: GateName, report: DriftReport, gate: GatePlan) -> None:
        self._report(f"{name}-report.json", report)
        self.coverage = replace(
            self.coverage,
            attributes_compared=self.coverage.attributes_compared + report.attributes_compared,
            attributes_unread=self.coverage.attributes_unread + report.attributes_unread,
        )
        self.results.append(drift_gate(name, report, gate.requirement, minimum=self.plan.parity.minimum))

    def _report(self, name: str, report: DriftReport | PolicyReport) -> None:
        self.documents[f"reports/{name}"] = encode(report)


def aged(result: GateResult, max_age: timedelta | None) -> GateResult:
    """Return a gate result that stops counting `max_age` after it was measured.

    A result that does not say when it was measured cannot be shown to be fresh: that is a gap.
    """
    if max_age is None:
        return result
    if result.measured_at is None:
        gap = Gap(
            reason=GapReason.MISSING_INPUT,
            source="results",
            detail="the results do not say when they were measured, and max-age is set",
            operation=result.gate,
            fix="write the time into the result, or remove max-age",
        )
        return replace(result, gaps=(*result.gaps, gap))
    return replace(result, expires_at=result.measured_at + max_age)


def addressed(snapshot: Snapshot, desired: Snapshot | None) -> Snapshot:
    """Return a snapshot whose resources carry the Terraform address that the intent has for them, where it has one."""
    if desired is None or desired is snapshot:
        return snapshot
    matching = match_by_id(desired.applied, snapshot.resources, (*desired.moves, *snapshot.moves))
    known = {other.key: one for one, other in matching.pairs}
    return replace(
        snapshot,
        resources=tuple(
            replace(
                item,
                address=item.address or known[item.key].address,
                dependencies=item.dependencies or known[item.key].dependencies,
                location=item.location or known[item.key].location,
            )
            if item.key in known
            else item
            for item in snapshot.resources
        ),
    )
