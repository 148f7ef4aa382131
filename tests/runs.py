"""Runs made by hand for tests: one for each decision, and one that is full of hostile text."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from engine.model.gate import GateResult, Requirement
from engine.model.outcome import Gap, GapReason, Outcome
from engine.model.path import names
from engine.model.verdict import Assessment, Coverage, Decision, Input, NextStep, RequiredGate, Rules, Run
from engine.model.waiver import Waiver
from engine.verdict.decide import decide
from engine.verdict.seal import seal
from tests.builders import finding

NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)
DIGEST = "sha256:" + "1" * 64
FINDING = finding(
    "0123456789abcdef0123456789abcdef",
    message="aws_db_instance.orders: backup_retention_period is 1, intended is 14",
    address="aws_db_instance.orders",
    type="aws_db_instance",
    id="db-1",
    account="111122223333",
    region="eu-west-1",
    path=names("backup_retention_period"),
    before=14,
    after=1,
    remediation="apply the configuration again, or bring the change into it",
    controls=("nist-800-53-r5:CP-9",),
)
GAP = Gap(
    reason=GapReason.ACCESS_DENIED,
    source="aws:@eu-west-1",
    detail="AccessDenied",
    operation="s3:GetBucketPolicy",
    account="111122223333",
    types=("aws_s3_bucket_policy",),
    fix="allow s3:GetBucketPolicy",
)
WAIVER = Waiver(
    id="W-1",
    owner="ada",
    approver="grace",
    reason="sale",
    ticket="OPS-1",
    environment="prod",
    created=NOW - timedelta(days=1),
    expires=NOW + timedelta(days=10),
    rule="drift.changed",
    address="aws_db_instance.*",
)
GATE = GateResult(
    gate="drift",
    requirement=Requirement.MUST,
    outcome=Outcome.PASS,
    evaluated=66,
    summary="no difference; 66 resources compared, 0 gaps",
    inputs=(DIGEST,),
)


def run_of(*gates: GateResult, waivers: tuple[Waiver, ...] = ()) -> Run:
    """Return the run of a decision over gates."""
    assessment = seal(
        Assessment(
            environment="prod",
            required=tuple(RequiredGate(gate=gate.gate, requirement=gate.requirement) for gate in gates),
            gates=gates,
            inputs=(Input(name="observed aws:@eu-west-1", kind="snapshot", digest=DIGEST, taken_at=NOW),),
            waivers=waivers,
            coverage=Coverage(resources=175, lists_expected=35, lists_complete=34),
        )
    )
    verdict = decide(assessment, Rules(), NOW)
    code = {Decision.NO_GO: 1, Decision.INCONCLUSIVE: 3}.get(verdict.decision, 0)
    step = NextStep(
        command="driftgate report 20261120T030000Z-00000000 --report html=report.html", why="read all of it"
    )
    return Run(
        run_id="20261120T030000Z-00000000",
        command="gate",
        tool="0.1.0",
        exit_code=code,
        verdict=verdict,
        next_steps=(step,),
    )


def runs() -> dict[Decision, Run]:
    """Return one run of each decision."""
    failed = replace(
        GATE, outcome=Outcome.FAIL, findings=(FINDING,), summary="1 changed; 66 resources compared, 0 gaps"
    )
    return {
        Decision.GO: run_of(GATE),
        Decision.CONDITIONAL: run_of(failed, waivers=(WAIVER,)),
        Decision.NO_GO: run_of(failed),
        Decision.INCONCLUSIVE: run_of(
            replace(GATE, outcome=Outcome.INCONCLUSIVE, gaps=(GAP,), summary="no difference; 3 gaps")
        ),
    }
