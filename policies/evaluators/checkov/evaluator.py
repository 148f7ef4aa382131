"""Checkov as an evaluator: a child process in an environment of its own, judged by results and never by exit code.

It is given code as code, and every resource as one of a plan that is synthesised from the snapshot, whatever the
snapshot was read from. Every pair of check and resource that it does not answer is inconclusive, whatever the reason.
"""

from __future__ import annotations

import logging
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from engine.errors import EvaluatorOutputError
from engine.jsontext.digest import digest
from engine.model.outcome import Gap, GapReason, Outcome
from engine.model.policy import Evaluator, EvaluatorInfo, Policy, PolicyResult, result_of
from engine.model.snapshot import Snapshot, SourceKind, SourceRef
from engine.ports import Evaluation
from engine.provider.judging import NOTHING
from engine.provider.judging import Judging as Provided
from engine.provider.schema import SchemaTable
from policies.evaluators.checkov.checks import checks_digest
from policies.evaluators.checkov.judging import Judging, conclude_block
from policies.evaluators.checkov.plan import SynthesisedPlan
from policies.evaluators.checkov.running import Answered, Checkov, read_answers, written
from policies.evaluators.checkov.told import Told
from policies.evaluators.checkov.tool import VERSION
from policies.evaluators.judgements import Cache
from policies.facts.facts import Facts, judged

_LOG = logging.getLogger(__name__)
MISSING = "Checkov is not installed"
_INSTALL = "driftgate tools install"


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeFolder:
    """A folder of code as it is now: its name, its place, the files of variables, and the digest of an origin of it."""

    name: str
    path: Path
    var_files: tuple[str, ...] = ()
    digest: str = ""


Code = Callable[[SourceRef], CodeFolder | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Where answers are kept for the next run; `program` names what asks."""

    cache: Cache
    program: Callable[[], str]


class CheckovEvaluator:
    """Implements `engine.ports.PolicyEvaluator` over Checkov, none where it is not installed.

    `checks` are those that are asked for. `judging` and `schema` are what the provider tells. `code` finds the folder
    of a source of code, none where nobody may look there, and `shown` redacts what was written in code. Answers are
    `kept` where there is a place for them.
    """

    def __init__(
        self,
        checkov: Checkov | None,
        checks: Sequence[Policy],
        *,
        judging: Provided = NOTHING,
        schema: SchemaTable | None = None,
        code: Code = lambda _: None,
        shown: Callable[[str], str] = str,
        kept: Kept | None = None,
    ) -> None:
        """Begin nothing yet."""
        self._checkov, self._schema, self._judging = checkov, schema, judging
        self._checks = tuple(replace(check, needs=_read_by_all(check, schema)) for check in checks)
        self._code, self._shown, self._kept = code, shown, kept

    def evaluate(self, snapshot: Snapshot, as_of: datetime | None = None, /) -> Evaluation:
        """Judge every resource by every check of its type; each pair has exactly one result."""
        began = time.monotonic()
        by_type: dict[str, list[Policy]] = defaultdict(list)
        for check in self._checks:
            for type_ in check.resource_types:
                by_type[type_].append(check)
        resources = [item for item in judged(snapshot) if item.type in by_type]
        gaps: list[Gap] = []
        told = Told(plan=SynthesisedPlan(list(judged(snapshot))))
        try:
            told = self._ask(snapshot, told) if resources or _has_code(snapshot) else told
        except EvaluatorOutputError as error:
            gaps.append(_gap(error.message))
        gaps += told.gaps
        results = list(self._judge(snapshot, told, by_type, as_of) if told.is_answered else ())
        if not told.is_answered:
            why = gaps[0].detail if gaps else MISSING
            pairs = ((check, item) for item in resources for check in by_type[item.type])
            results = [result_of(check, item, Outcome.INCONCLUSIVE, detail=why) for check, item in pairs]
        blocks = tuple(told.blocks(by_type))
        results += [
            conclude_block(check, item, told.of_block(check, item)) for item in blocks for check in by_type[item.type]
        ]
        results = [replace(one, comment=self._shown(one.comment)) if one.comment else one for one in results]
        self._log(len(results), len(gaps), began)
        info = EvaluatorInfo(evaluator=Evaluator.CHECKOV, version=VERSION, digest=checks_digest())
        return Evaluation(info=info, policies=self._checks, results=tuple(results), gaps=tuple(gaps), blocks=blocks)

    def _judge(
        self, snapshot: Snapshot, told: Told, by_type: Mapping[str, Sequence[Policy]], as_of: datetime | None
    ) -> Iterator[PolicyResult]:
        """Yield what follows from all that Checkov said of the resources."""
        facts = Facts(snapshot, self._checks, self._judging, self._schema, as_of)
        judging = Judging(facts, told.graphs, self._schema)
        for item in judged(snapshot):
            checks = by_type.get(item.type, ())
            missing = judging.missing(checks, item) if checks else {}
            for check in checks:
                yield judging.conclude(check, item, told.of_code(check, item), told.of_plan(check, item), missing)

    def _ask(self, snapshot: Snapshot, told: Told) -> Told:
        """Return all that Checkov says; raises EvaluatorOutputError."""
        count, gaps = len(snapshot.resources), list[Gap]()
        told = told.with_plan(self._answers({"resources": told.plan.resources()}, count))
        for source, folder in self._folders(snapshot):
            request = {"code": {"folder": str(folder.path), "var_files": list(folder.var_files)}}
            answered = self._answers(request, count, basis=folder.digest)
            if self._code(source) != folder:
                raise EvaluatorOutputError(f"{source} was changed while Checkov looked at it")
            gaps += [_unparsed(source, name) for name in answered.unparsed]
            told = told.with_code(folder.name, answered)
        return replace(told, gaps=tuple(gaps), is_answered=True)

    def _folders(self, snapshot: Snapshot) -> Iterator[tuple[SourceRef, CodeFolder]]:
        """Yield the folders of code that are as they were when they were read; others are judged as a plan alone."""
        for origin in snapshot.origins:
            if origin.source.kind is SourceKind.HCL:
                folder = self._code(origin.source)
                if folder is not None and folder.digest == origin.digest:
                    yield origin.source, folder

    def _answers(self, request: Mapping[str, Any], count: int, *, basis: str = "") -> Answered:
        """Return what Checkov answers, from the last time where it was asked the same; `basis` is what it reads."""
        if self._checkov is None:
            raise EvaluatorOutputError(MISSING)
        if self._kept is None:
            return read_answers(self._checkov.ask(request, count))
        name = digest([self._kept.program(), VERSION, basis, digest(written(request).decode("utf-8", "replace"))])
        name = name.partition(":")[2][:32]
        known = self._kept.cache.read(name)
        if known is not None:
            return read_answers(known)
        data = self._checkov.ask(request, count)
        answered = read_answers(data)
        self._kept.cache.write(name, data)
        return answered

    def _log(self, results: int, gaps: int, began: float) -> None:
        _LOG.info(
            "policies_judged",
            extra={
                "evaluator": str(Evaluator.CHECKOV),
                "policies": len(self._checks),
                "results": results,
                "gaps": gaps,
                "seconds": round(time.monotonic() - began, 3),
            },
        )


def _read_by_all(check: Policy, schema: SchemaTable | None) -> Mapping[str, tuple[str, ...]]:
    """Return what a check looks at of each type, without what not every version of a provider has."""
    found = {}
    for type_, names in check.needs.items():
        node = schema.find(type_) if schema is not None else None
        found[type_] = (
            names if node is None else tuple(name for name in names if name.partition(".")[0] not in node.varying)
        )
    return found


def _has_code(snapshot: Snapshot) -> bool:
    return any(origin.source.kind is SourceKind.HCL for origin in snapshot.origins)


def _unparsed(source: SourceRef, name: str) -> Gap:
    return Gap(
        reason=GapReason.UNPARSABLE,
        source=str(source),
        detail=f"Checkov cannot read {name}",
        operation="run Checkov",
        fix=f"correct {name}: terraform validate",
    )


def _gap(detail: str) -> Gap:
    return Gap(
        reason=GapReason.TOOL_ERROR,
        source="checkov",
        detail=detail,
        operation="run Checkov",
        fix=_INSTALL if detail == MISSING else f"run: driftgate doctor; then {_INSTALL}",
    )
