"""The order of a run, written once: take, look back, measure, judge, decide, remember.

Every verb, the demo and whatever else decides calls `run` with a request and its ports. Taking checks that a snapshot
follows the last one and keeps it (`engine.run.take`); the gates compare and judge (`engine.run.assess`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from engine.drift.actors import known_since
from engine.drift.makers import OtherState
from engine.evidence.bundle import RUN, prepare
from engine.gates.gate import Case
from engine.gates.policy.judge import NAME as POLICY
from engine.jsontext.codec import digest_of, written
from engine.jsontext.document import Document
from engine.model.drift import DRIFT
from engine.model.event import Event
from engine.model.snapshot import Side, Snapshot
from engine.model.subject import NOBODY
from engine.model.verdict import Assessment, NextStep, Run
from engine.run.adoption import first_adoption
from engine.run.asked import look_up
from engine.run.assess import assess
from engine.run.before import read_base
from engine.run.explain import explain
from engine.run.history import previous_run
from engine.run.measure import measure
from engine.run.nightly import find_nightly
from engine.run.papers import Papers, keep
from engine.run.past import find_earlier_states, find_life
from engine.run.request import Ports, Request, View
from engine.run.steps import next_steps
from engine.run.take import take, take_apart
from engine.run.unanswered import open_until
from engine.verdict import exit_codes
from engine.verdict.decide import decide
from engine.verdict.history import list_history, seen_since


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """A run, and what people should know beside it: `notes` are what events could not tell, which decides nothing."""

    run: Run
    notes: tuple[str, ...] = ()


def run(request: Request, ports: Ports) -> Finished:
    """Do what is asked for, append the run to the ledger and return it.

    Raises CollectionError when a source cannot be asked at all, EvaluationError when an evaluator cannot work at all,
    and StoreError.
    """
    request = replace(request, rules=first_adoption(request.rules, ports.ledger))
    judged = _judged(request, ports)
    ports.progress.step("deciding", 0, 1)
    finished, digest = _decided(request, ports, judged)
    documents = {**judged.documents, RUN: Document.of(written(finished))}
    prepared = None if ports.sealing is None else prepare(finished, documents, ports.sealing)
    ports.ledger.append(
        finished.run_id,
        request.command,
        finished.verdict,
        digest,
        # What is signed says where it stands, which is known when nobody else can write any more.
        documents if prepared is None else prepared.sign,
    )
    ports.progress.step("deciding", 1, 1)
    return Finished(run=finished, notes=judged.notes)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judged:
    """What the gates found at the time `now`, and the documents that it rests on.

    `resume` is how to go on with what was interrupted. What they have judged is not in it: it is large.
    """

    assessment: Assessment
    documents: Mapping[str, Document]
    now: datetime
    resume: tuple[NextStep, ...]
    notes: tuple[str, ...]


def _judged(request: Request, ports: Ports) -> _Judged:
    """Take, look back and measure, and let every gate judge."""
    sides = _Sides.of(request, ports)
    told = _told(ports, sides)
    measured, measured_papers = measure(request, ports)
    desired, of_desired = keep("desired", sides.desired)
    observed, of_observed = keep("observed", sides.observed)
    reference, of_reference = keep("reference", sides.reference)
    others = [keep(f"other-{number}", state.snapshot)[1] for number, state in enumerate(sides.others, start=1)]
    base, of_base = read_base(request, desired, reference, ports)
    # What is read after the decision's time would lie in its future.
    now, adoption = ports.clock.now(), request.rules.adoption
    case = Case(
        environment=request.environment,
        now=now,
        provider=ports.provider,
        desired=desired,
        observed=observed,
        reference=reference,
        words=sides.words,
        earlier=find_earlier_states(ports.archive, sides.desired),
        events=told.events,
        evaluators=ports.evaluators,
        measured=measured,
        places=request.places,
        subject=request.subject,
        unnamed=request.unnamed,
        adopting=adoption is not None and now < adoption.until,
        scope=request.scope,
        others=sides.others,
        life=find_life(ports.archive, sides.desired, request.lifetime),
    )
    case = replace(case, open_until=open_until(case, ports.ledger))
    before = None if base is None or desired is None else base.look(case, desired.snapshot)
    papers = measured_papers.plus(told.papers, of_desired, of_observed, of_reference, *others, of_base)
    assessed = assess(request, case, papers, before, ports.progress)
    return _Judged(
        assessment=assessed.assessment,
        documents=assessed.documents,
        now=now,
        resume=sides.resume,
        notes=told.notes,
    )


def _decided(request: Request, ports: Ports, judged: _Judged) -> tuple[Run, str]:
    """Return the run that reports render, and the digest of its verdict; its id is made of that and the time."""
    verdict = decide(judged.assessment, request.rules, judged.now)
    digest = digest_of(verdict)
    run_id = f"{judged.now:%Y%m%dT%H%M%SZ}-{digest[7:15]}"
    before = previous_run(ports.ledger, request.command, verdict, run_id)
    run = Run(
        run_id=run_id,
        command=request.command,
        tool=request.tool,
        exit_code=exit_codes.of(verdict.decision, report_only=request.report_only),
        verdict=verdict,
        # How to go on with what was interrupted comes before every other next step.
        next_steps=(*judged.resume, *next_steps(verdict, run_id)),
        seen=seen_since(verdict, before),
        history=list_history(verdict, before) if before is not None else None,
        nightly=find_nightly(request, judged.now, ports.ledger, run_id),
    )
    return run, digest


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sides:
    """The snapshots of a run, their secrets under today's key where bridges lead.

    `others` are the states of what others manage. `words` name the environment and its reference, `resume` is how to go
    on with what was interrupted.
    """

    desired: Snapshot | None
    observed: Snapshot | None
    reference: Snapshot | None
    others: tuple[OtherState, ...]
    words: tuple[tuple[str, ...], tuple[str, ...]]
    resume: tuple[NextStep, ...]

    @classmethod
    def of(cls, request: Request, ports: Ports) -> _Sides:
        """Take every view of a request."""
        views = (request.reference, request.desired, request.observed, request.alone)
        taken = [None if view is None else take(view, ports) for view in views]
        reference, desired, observed, alone = (
            None if one is None else ports.archive.rekeyed(one.snapshot) for one in taken
        )
        if alone is not None:
            desired, observed = (None, alone) if alone.side is Side.OBSERVED else (alone, None)
        ours = request.desired or request.observed or request.alone
        # Drift asks whose everything is. What policies judge they leave to others, as far as somebody says so.
        drifts, judges = (any(asked.gate.name == name for asked in request.gates) for name in (DRIFT, POLICY))
        return cls(
            desired=desired,
            observed=explain(
                desired,
                look_up(desired, observed, ports.asked if drifts else (), ports.provider),
                ports.makers if drifts or (judges and request.scope.asks_stacks) else (),
                ports.provider,
            ),
            reference=reference,
            others=tuple(
                OtherState(
                    name=", ".join(source.location for source in view.sources),
                    snapshot=take_apart(view, ports.sources, ports),
                )
                for view in (request.others if drifts or judges else ())
            ),
            words=(_words(ours, desired or observed), _words(request.reference, reference)),
            resume=tuple(step for one in taken if one is not None for step in one.resume),
        )


def _words(view: View | None, snapshot: Snapshot | None) -> tuple[str, ...]:
    if view is None or snapshot is None:
        return ()
    return view.words or ((snapshot.environment,) if snapshot.environment != NOBODY else ())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """What the sources of events told, with the papers of it."""

    events: tuple[Event, ...] = ()
    papers: Papers = field(default_factory=Papers)
    notes: tuple[str, ...] = ()


def _told(ports: Ports, sides: _Sides) -> _Told:
    if sides.desired is None or sides.observed is None:
        return _Told()
    since, until = known_since(sides.desired), sides.observed.taken_at
    readings = [source.read(since=since, until=until) for source in ports.events]
    return _Told(
        events=tuple(event for reading in readings for event in reading.events),
        papers=Papers(inputs=tuple(entry for reading in readings for entry in reading.inputs)),
        notes=tuple(note for reading in readings for note in reading.notes),
    )
