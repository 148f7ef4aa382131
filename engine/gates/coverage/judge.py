"""The coverage gate: how much of what had to be looked at was looked at."""

from __future__ import annotations

from engine.gates.coverage.settings import CoverageSettings
from engine.gates.gate import Case, Gate, Judged
from engine.model.gate import GateResult
from engine.model.measurement import Metric
from engine.model.outcome import Outcome
from engine.model.verdict import Coverage

NAME = "coverage"


def judge(coverage: Coverage, settings: CoverageSettings, inputs: tuple[str, ...]) -> GateResult:
    """Return the coverage gate: inconclusive below the minimum, because what was not seen may be anything.

    The ratio is (complete lists + judged pairs) / (expected lists + expected pairs).
    """
    expected = coverage.lists_expected + coverage.policy_pairs_expected
    done = coverage.lists_complete + coverage.policy_pairs_done
    ratio = done / expected if expected else 0.0
    enough = expected > 0 and ratio >= settings.min
    return GateResult(
        gate=NAME,
        requirement=settings.requirement,
        outcome=Outcome.PASS if enough else Outcome.INCONCLUSIVE,
        evaluated=expected,
        summary=f"{ratio:.1%} of {expected} lists and checks were completed, {settings.min:.1%} is required",
        inputs=inputs,
        metrics=(Metric(name="coverage", value=ratio, unit="ratio", samples=expected),),
    )


def _gate(case: Case, settings: CoverageSettings) -> Judged:
    return Judged(result=judge(case.coverage, settings, case.digests))


GATE = Gate(
    name=NAME,
    says="How much of what had to be looked at was looked at, and how fresh it must be.",
    settings=CoverageSettings,
    judge=_gate,
)
