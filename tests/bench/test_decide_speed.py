"""The decision on 100,000 failing findings, and a gate over 30 result files.

Run with `make bench`. The limits are those of the product: below 1 s each, in processor time.
"""

from __future__ import annotations

import time
from contextlib import redirect_stderr, redirect_stdout
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest

from engine.model.gate import GateResult, Requirement
from engine.model.outcome import Finding, FindingStatus, Outcome, Severity, Target
from engine.model.path import Change
from engine.model.verdict import Assessment, Decision, Input, RequiredGate, Rules
from engine.verdict.decide import decide
from engine.verdict.seal import seal
from tests.bundles import judge, lay

pytestmark = pytest.mark.bench
COUNT = 100_000
NOW = datetime(2026, 11, 20, tzinfo=UTC)
DIGEST = "sha256:" + "1" * 64


def assessment() -> Assessment:
    findings = tuple(
        Finding(
            fingerprint=f"{number:064x}",
            gate="policy",
            rule="s3-public-access-block",
            outcome=Outcome.FAIL,
            severity=Severity.HIGH,
            status=FindingStatus.VIOLATION,
            message=f"aws_s3_bucket.a{number}: can be public",
            target=Target(address=f"aws_s3_bucket.a{number}", type="aws_s3_bucket", id=str(number)),
            change=Change(before=True, after=False),
        )
        for number in range(COUNT)
    )
    gate = GateResult(
        gate="policy",
        requirement=Requirement.MUST,
        outcome=Outcome.FAIL,
        evaluated=COUNT,
        summary="none passed",
        findings=findings,
        inputs=(DIGEST,),
    )
    return seal(
        Assessment(
            environment="prod",
            required=(RequiredGate(gate="policy", requirement=Requirement.MUST),),
            gates=(gate,),
            inputs=(Input(name="state", kind="snapshot", digest=DIGEST, taken_at=NOW),),
        )
    )


def test_a_decision_on_100000_findings() -> None:
    sealed, times = assessment(), []
    for _ in range(3):
        start = time.process_time()
        verdict = decide(sealed, Rules(), NOW)
        times.append(time.process_time() - start)
    print(f"\n{COUNT} findings decided in {min(times):.2f} s (limit 1)")  # noqa: T201 - the figures are the result
    assert (verdict.decision, len(verdict.reasons)) == (Decision.NO_GO, COUNT)
    assert min(times) < 1


def test_a_gate_over_30_files(tmp_path: Path) -> None:
    case = (
        "<testsuite name='s{0}'><testcase classname='a{0}' name='x'/><testcase classname='a{0}' name='y'/></testsuite>"
    )
    files = [{"path": f"in/{number}.xml", "text": case.format(number)} for number in range(30)]
    bundle = {"gates": "tests: { results: [{ junit: 'in/*.xml', min-files: 30 }] }", "files": files}
    lay(bundle, tmp_path)
    times = []
    for _ in range(3):
        start = time.process_time()
        with redirect_stdout(StringIO()), redirect_stderr(StringIO()):
            answer = judge(bundle, tmp_path)
        times.append(time.process_time() - start)
    print(f"\n30 result files judged in {min(times):.2f} s (limit 1)")  # noqa: T201 - the same
    assert answer.code == 0
    assert min(times) < 1
