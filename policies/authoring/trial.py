"""Tries every policy of a folder on its cases, and says which case came out otherwise and which kind is not there.

A policy needs a case that fails, one that passes and one that is unknown: without them nobody knows whether it can say
so at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from engine.model.policy import Policy, PolicyResult
from engine.provider.judging import Judging
from engine.provider.schema import SchemaTable
from policies.authoring.cases import FILE, OUTCOMES, PolicyCase, outcome_of, read_cases
from policies.authoring.catalog import Pack, PolicySource
from policies.authoring.params import with_params
from policies.evaluators.wasm import RegoEvaluator


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """How many cases came out right, and what is wrong, a line each."""

    passed: int
    failed: tuple[str, ...]


def try_cases(
    folder: Path, sources: Sequence[PolicySource], pack: Pack, judging: Judging, schema: SchemaTable | None = None
) -> Trial:
    """Return what the policies of a folder say of their cases; raises ConfigError for cases that cannot be read."""
    passed, failed = 0, list[str]()
    evaluator = RegoEvaluator(pack, tuple(source.policy for source in sources), judging=judging, schema=schema)
    for source in sources:
        name = (Path(source.path).parent / FILE).as_posix()
        cases = read_cases(folder / name, judging, name=name)
        wrong = list(_wrong(source, cases, evaluator))
        passed += len(cases) - len(wrong)
        failed += [f"{name}: {line}" for line in wrong]
        told = {case.expected for case in cases}
        failed += [f"{name}: no case is {kind}" for kind, outcome in OUTCOMES.items() if outcome not in told]
    return Trial(passed=passed, failed=tuple(failed))


def judge_case(policy: Policy, case: PolicyCase, evaluator: RegoEvaluator) -> Sequence[PolicyResult]:
    """Return what a policy says of a case; raises ConfigError for what the case tells it and it cannot be told."""
    policies = with_params((policy,), {policy.id: case.params} if case.params else {})
    return evaluator.judge(case.snapshot, policies, case.as_of)


def _wrong(source: PolicySource, cases: Sequence[PolicyCase], evaluator: RegoEvaluator) -> Iterator[str]:
    for case in cases:
        results = judge_case(source.policy, case, evaluator)
        told = outcome_of(source.policy.id, results)
        if told is not case.expected:
            why = "; ".join(sorted({result.detail for result in results if result.detail}))
            yield f"{case.name}: it is {told}, and has to be {case.expected}" + (f" ({why})" if why else "")
