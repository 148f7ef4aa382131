"""The coverage gate: how much of what had to be looked at was looked at."""

from __future__ import annotations

from dataclasses import dataclass

from engine.model.gate import GateName, GateResult, Metric, Requirement
from engine.model.outcome import Outcome
from engine.model.verdict import Coverage


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageSettings:
    """The least share of lists read completely and of policy pairs judged, between 0 and 1."""

    minimum: float = 0.99


def judge_coverage(
    coverage: Coverage, settings: CoverageSettings, requirement: Requirement, inputs: tuple[str, ...]
) -> GateResult:
    """Return the coverage gate: inconclusive below the minimum, because what was not seen may be anything.

    The ratio is (complete lists + judged pairs) / (expected lists + expected pairs).
    """
    expected = coverage.lists_expected + coverage.policy_pairs_expected
    done = coverage.lists_complete + coverage.policy_pairs_done
    ratio = done / expected if expected else 0.0
    enough = expected > 0 and ratio >= settings.minimum
    return GateResult(
        gate=GateName.COVERAGE,
        requirement=requirement,
        outcome=Outcome.PASS if enough else Outcome.INCONCLUSIVE,
        evaluated=expected,
        summary=f"{ratio:.1%} of {expected} lists and checks were completed, {settings.minimum:.1%} is required",
        inputs=inputs,
        metrics=(Metric(name="coverage", value=ratio, unit="ratio", samples=expected),),
    )
