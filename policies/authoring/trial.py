"""Tries every policy of a folder on its cases, and says which case came out otherwise and which kind is not there.

A policy needs a case that fails, one that passes and one that is unknown: without them nobody knows whether it can say
so at all. What is wrong in a case stays wrong for a policy that may not see it, or not yet: it is never passed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from engine.model.outcome import Outcome
from engine.model.policy import Policy, PolicyResult
from engine.provider.judging import Judging
from engine.provider.schema import SchemaTable
from policies.authoring.blind import blinded
from policies.authoring.cases import FILE, OUTCOMES, PolicyCase, read_cases, worst
from policies.authoring.catalog import Pack, PolicySource
from policies.authoring.params import with_params
from policies.authoring.sheet import Sheet
from policies.evaluators.asking import Machine, MachineError
from policies.evaluators.questions import AnswerError
from policies.evaluators.wasm import RegoEvaluator


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """How many cases came out right, what is wrong, a line each, and the sheets of the policies with nothing wrong."""

    passed: int
    failed: tuple[str, ...]
    sheets: Mapping[str, tuple[Sheet, tuple[Outcome, ...]]] = field(default_factory=dict)


def try_cases(
    folder: Path,
    sources: Sequence[PolicySource],
    pack: Pack,
    judging: Judging,
    schema: SchemaTable | None = None,
    *,
    engine: Callable[[], Machine] | None = None,
) -> Trial:
    """Return what the policies of a folder say of their cases; raises ConfigError for cases that cannot be read.

    `engine` makes what is asked instead of the module of the pack.
    """
    passed, failed = 0, list[str]()
    sheets = dict[str, tuple[Sheet, tuple[Outcome, ...]]]()
    policies = tuple(source.policy for source in sources)
    evaluator = RegoEvaluator(pack, policies, judging=judging, schema=schema, engine=engine)
    for source in sources:
        name = (Path(source.path).parent / FILE).as_posix()
        cases = read_cases(folder / name, judging, name=name)
        sheet = Sheet(source.policy, cases, judging, schema)
        wrong = list(_wrong(source, cases, sheet, evaluator))
        told = {case.expected for case in cases}
        passed += len(cases) - len(wrong)
        problems = [*wrong, *(f"no case is {kind}" for kind, outcome in OUTCOMES.items() if outcome not in told)]
        problems += _passed_blindly(source, cases, judging, schema, evaluator)
        failed += [f"{name}: {line}" for line in problems]
        if not problems:
            sheets[source.policy.id] = (sheet, tuple(case.expected for case in cases))
    return Trial(passed=passed, failed=tuple(failed), sheets=sheets)


def judge_case(policy: Policy, case: PolicyCase, evaluator: RegoEvaluator) -> Sequence[PolicyResult]:
    """Return what a policy says of a case; raises ConfigError for what the case tells it and it cannot be told."""
    policies = with_params((policy,), {policy.id: case.params} if case.params else {})
    return evaluator.judge(case.snapshot, policies, case.as_of)


def _wrong(source: PolicySource, cases: Sequence[PolicyCase], sheet: Sheet, evaluator: RegoEvaluator) -> Iterator[str]:
    told = _results(source, sheet, cases, evaluator)
    for case, results in zip(cases, told, strict=True):
        outcome = worst(results)
        if outcome is not case.expected:
            why = "; ".join(sorted({result.detail for result in results if result.detail}))
            yield f"{case.name}: it is {outcome}, and has to be {case.expected}" + (f" ({why})" if why else "")


def _passed_blindly(
    source: PolicySource,
    cases: Sequence[PolicyCase],
    judging: Judging,
    schema: SchemaTable | None,
    evaluator: RegoEvaluator,
) -> list[str]:
    failing = [case for case in cases if case.expected is Outcome.FAIL]
    made = [one for case in failing for one in blinded(case, source.policy, judging, schema)]
    told = _results(source, Sheet(source.policy, made, judging, schema), made, evaluator)
    judged = zip(made, told, strict=True)
    return [f"{case.name}: it passes" for case, results in judged if worst(results) is Outcome.PASS]


def _results(
    source: PolicySource, sheet: Sheet, cases: Sequence[PolicyCase], evaluator: RegoEvaluator
) -> Sequence[Sequence[PolicyResult]]:
    """Return what a policy says of cases: asked of all at once, and one by one where that cannot be run."""
    id_ = source.policy.id
    try:
        return sheet.results(evaluator.ask(sheet.document([id_]))[id_])
    except (MachineError, AnswerError):
        return [judge_case(source.policy, case, evaluator) for case in cases]
