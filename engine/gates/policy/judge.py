"""The policy gate: reality judged where there is a view of it, else the intent; one check a policy and resource."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from engine.drift.intent import keep_applied
from engine.estate.blast_radius import whole_of
from engine.gates.compared import judge_outcome, write_count
from engine.gates.gate import Case, Gate, Judged, Measured
from engine.gates.policy.answering import UNANSWERED, answer_for, find_new_types
from engine.gates.policy.others import count_others, find_others
from engine.gates.policy.settings import PolicySettings
from engine.gates.policy.switching import find_unexplained, say_left_out, with_aliases, without
from engine.gates.policy.told import list_told
from engine.gates.recordings import find_unrefreshed
from engine.gates.settings import Switch
from engine.matching.identity import match_by_id
from engine.model.gate import GateResult, Requirement
from engine.model.measurement import Measure
from engine.model.outcome import Gap, Outcome
from engine.model.policy import KNOWN_EVALUATORS, Mode, PolicyReport, PolicyScope
from engine.model.snapshot import Snapshot
from engine.model.verdict import Coverage, Input
from engine.policy.coverage import judge_policies
from engine.policy.scanned import find_scanned
from engine.policy.scope import find_judging, find_scope
from engine.provider.port import Provider

NAME = "policy"


def judge(
    report: PolicyReport, requirement: Requirement, *, scope: PolicyScope | None = None, unfit: Iterable[Gap] = ()
) -> GateResult:
    """Return the result of the policy gate: one check a pair of policy and resource.

    `scope` is what of the estate that is, `unfit` why what was judged proves nothing.
    """
    failed = report.done - report.passed - report.inapplicable
    idle = f"{report.inapplicable} without anything to judge; " if report.inapplicable else ""
    unread = f"; what could not be read was not judged ({write_count(report.gaps, 'gap')})" if report.gaps else ""
    gaps = (*unfit, *report.gaps)
    outcome = judge_outcome(report.findings, gaps, report.done)
    if scope is not None and scope.unjudged:
        outcome = max(outcome, Outcome.WARN, key=lambda one: one.rank)
    digests = {report.snapshot, *(info.digest for info in report.evaluators)}
    return GateResult(
        gate=NAME,
        requirement=requirement,
        outcome=outcome,
        evaluated=report.done,
        summary=(
            f"{report.passed} of {report.expected} checks passed, {failed} did not, "
            f"{report.expected - report.done} unproven; {idle}{len(report.policies)} policies{unread}"
        ),
        findings=report.findings,
        gaps=gaps,
        inputs=tuple(sorted(digests)),
        scope=scope,
    )


def addressed(snapshot: Snapshot, desired: Snapshot | None, provider: Provider) -> Snapshot:
    """Return a snapshot whose resources carry the Terraform address that the intent has for them, where it has one."""
    if desired is None or desired is snapshot:
        return snapshot
    matching = match_by_id(desired.applied, snapshot.resources, provider, (*desired.moves, *snapshot.moves))
    known = {other.key: one for one, other in matching.pairs}
    return replace(
        snapshot,
        resources=tuple(
            replace(
                item,
                address=item.address or known[item.key].address,
                dependencies=item.dependencies or known[item.key].dependencies,
                location=item.location or known[item.key].location,
                origin=item.origin or known[item.key].origin,
            )
            if item.key in known
            else item
            for item in snapshot.resources
        ),
    )


def _gate(case: Case, settings: PolicySettings) -> Judged:
    judged = case.observed if case.observed is not None else case.desired
    if judged is None:
        return Judged()
    desired = None if case.desired is None else case.desired.snapshot
    snapshot = addressed(keep_applied(judged.snapshot), None if judged is case.desired else desired, case.provider)
    # Policies see the whole estate: what is ours may hang on what others have.
    asked = [evaluator.evaluate(snapshot, case.now) for evaluator in case.evaluators]
    given = case.measured.get(NAME, Measured()).results
    scanned = find_scanned(given, snapshot, [policy for one in asked for policy in one.policies])
    evaluations = [*asked, *scanned.evaluations]
    others = find_others(case, snapshot)
    ours = replace(snapshot, resources=tuple(item for item in snapshot.resources if item.key not in others.who))
    switched = settings.switched(case.now)
    known = [policy for evaluation in evaluations for policy in evaluation.policies]
    off = with_aliases((one.policy for one in switched if one.mode is Mode.OFF), known, scanned.asks)
    warned = with_aliases((one.policy for one in switched if one.mode is Mode.WARN), known, scanned.asks)
    report = judge_policies(
        ours,
        [without(evaluation, off) for evaluation in evaluations],
        digest=judged.digest,
        fail_on=settings.fail_on,
        warns=lambda item, policy: policy in warned or (bool(others.nobody) and item.key in others.nobody),
        skips=settings.checkov_skips is Switch.ON,
        asks=scanned.asks,
        whole=lambda item: whole_of(item, case.provider),
    )
    left_out = say_left_out(switched, known)
    found = find_scope(
        ours,
        find_judging(ours, evaluations, report.policies),
        case.provider,
        intended=None if desired is None or judged is case.desired else keep_applied(desired),
        outside=lambda type_: settings.reason_outside(type_) or left_out.get(type_, ""),
    )
    found = replace(_described(found, report), others=count_others(snapshot, others.who), switched=switched)
    scope = answer_for(found, settings.unjudged, until=case.open_until or case.now + UNANSWERED)
    report = replace(report, findings=(*report.findings, *find_new_types(scope, settings.fail_on)))
    return Judged(
        result=judge(
            report,
            settings.requirement,
            scope=scope,
            unfit=(
                *find_unrefreshed(case),
                *find_unexplained(switched),
                *(gap for one in given for gap in one.gaps),
                *scanned.gaps,
            ),
        ),
        report=report,
        inputs=tuple(
            Input(name=f"{info.evaluator} {info.version}", kind="policies", digest=info.digest)
            for info in report.evaluators
        ),
        coverage=Coverage(policy_pairs_expected=report.expected, policy_pairs_done=report.done),
    )


def _described(scope: PolicyScope, report: PolicyReport) -> PolicyScope:
    """Return a scope with what policies were told, how those are called that found something, and who was not asked."""
    rules = {finding.rule for finding in report.findings}
    asked = {info.evaluator for info in report.evaluators}
    return replace(
        scope,
        params=list_told(report.policies),
        titles={policy.id: policy.title for policy in report.policies if policy.id in rules},
        unasked=tuple(one for one in KNOWN_EVALUATORS if one not in asked),
    )


GATE = Gate(
    name=NAME,
    says="What was read, judged by every policy that applies.",
    settings=PolicySettings,
    judge=_gate,
    needs=frozenset({Measure.SCAN}),
    without=True,
)
