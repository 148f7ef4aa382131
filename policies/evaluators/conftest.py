"""Policies of conftest as an evaluator: rules of people's own packages, asked of plans as a whole by the `opa` program.

All rules are asked at once. Where that fails, takes too long or needs too much memory, they are halved until the guilty
one is found: it is an error, and every other rule keeps its result.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from engine.errors import EvaluatorCrashedError
from engine.jsontext.codec import to_builtins
from engine.jsontext.digest import canonical_json, digest
from engine.model.outcome import Gap, GapReason, Outcome
from engine.model.policy import Evaluator, EvaluatorInfo, Policy, PolicyResult, Violation
from engine.model.snapshot import Snapshot
from engine.ports import Evaluation
from engine.provider.schema import SchemaTable
from policies.evaluators.asking import MachineError
from policies.evaluators.program import read_lenient
from policies.own.checking import RegoProgram
from policies.own.conftest import ASKED, Question, asking, read_messages
from policies.own.files import RegoFiles
from policies.own.plans import UNREAD, PlanDocument, Plans, Unknown, list_beside, list_documents

_LOG = logging.getLogger(__name__)
TIMEOUT = 20.0  # seconds that a question may take
_MODULE = "asked.rego"
# Names that every resource of a plan has, and that attributes have as well: these are meant below the attributes only.
_PLAN_NAMES = frozenset(
    {"address", "type", "name", "mode", "index", "id", "change", "actions", "after", "before", "values", "resources"}
)
_ATTRIBUTES = ("after", "before", "values")
_SILENCED = "an exception silences it: "


@dataclass(frozen=True, slots=True, kw_only=True)
class ConftestPolicies:
    """What was read of one place: its files, the options of their syntax, its rules, and the policies that they are."""

    files: RegoFiles
    syntax: tuple[str, ...]
    questions: tuple[Question, ...]
    policies: tuple[Policy, ...]


class ConftestEvaluator:
    """Implements `engine.ports.PolicyEvaluator` over the `opa` program; `timeout` (seconds) bounds each question."""

    def __init__(
        self,
        own: ConftestPolicies,
        policies: Sequence[Policy],
        program: RegoProgram,
        plans: Plans,
        schema: SchemaTable | None,
        *,
        timeout: float = TIMEOUT,
    ) -> None:
        """Take the policies of one place that are asked for."""
        self._own, self._program, self._plans, self._schema = own, program, plans, schema
        self._policies, self._timeout = tuple(policies), timeout
        wanted = {policy.id for policy in policies}
        self._questions = [question for question in own.questions if question.id in wanted]

    def evaluate(self, snapshot: Snapshot, as_of: datetime | None = None, /) -> Evaluation:
        """Ask every rule of every plan; each pair has exactly one result. Raises EvaluatorCrashedError without OPA."""
        began = time.monotonic()
        documents = list(list_documents(snapshot, self._plans, self._schema))
        results = [result for document in documents for result in self._judge(document, as_of)]
        gaps = () if documents else (_nothing(self._own.files.name),)
        gaps = (*gaps, *(_beside(name) for name in list_beside(snapshot)))
        _LOG.info(
            "policies_judged",
            extra={
                "evaluator": str(Evaluator.CONFTEST),
                "policies": len(self._policies),
                "results": len(results),
                "gaps": len(gaps),
                "seconds": round(time.monotonic() - began, 3),
            },
        )
        info = EvaluatorInfo(
            evaluator=Evaluator.CONFTEST,
            version=f"{self._own.files.name} with opa {self._program.version}",
            digest=self._own.files.digest,
        )
        return Evaluation(
            info=info,
            policies=self._policies,
            results=tuple(results),
            gaps=gaps,
            documents=tuple(document.name for document in documents),
        )

    def _judge(self, document: PlanDocument, as_of: datetime | None) -> Iterator[PolicyResult]:
        able = []
        for question in self._questions:
            doubt = question.doubt or _missing(question, document)
            if doubt:
                yield _result(question, document, Outcome.INCONCLUSIVE, doubt)
            else:
                able.append(question)
        if able:
            now = None if as_of is None else int(as_of.timestamp()) * 1_000_000_000
            asked = _Asked(self._program, self._own, document, now, self._timeout)
            yield from asked.results(able)


class _Asked:
    """Asks the rules of one place about one document."""

    def __init__(
        self, program: RegoProgram, own: ConftestPolicies, document: PlanDocument, now: int | None, timeout: float
    ) -> None:
        self._program, self._own, self._document, self._now = program, own, document, now
        self._timeout = timeout
        self._input = canonical_json(to_builtins(document.document))

    def results(self, questions: Sequence[Question]) -> Iterator[PolicyResult]:
        """Yield a result for each rule."""
        with ExitStack() as stack:
            root = stack.enter_context(self._program.folder(self._own.files))
            # What conftest says of the file itself; the folder of a machine is nobody's business.
            asked = any("conftest" in question.texts for question in questions)
            file = {"conftest": {"file": {"name": self._document.name.rpartition("/")[2], "dir": ""}}} if asked else {}
            (root / "file.json").write_text(json.dumps(file), encoding="utf-8")
            yield from self._halved(root, questions)

    def _halved(self, root: Path, questions: Sequence[Question]) -> Iterator[PolicyResult]:
        answer: Mapping[str, Any] = {}
        try:
            answer, problem = self._ask(root, questions)
        except MachineError as error:
            problem = str(error)
        if problem and len(questions) > 1:
            middle = len(questions) // 2
            yield from self._halved(root, questions[:middle])
            yield from self._halved(root, questions[middle:])
            return
        for number, question in enumerate(questions):
            yield self._read(question, answer, str(number), problem)

    def _ask(self, root: Path, questions: Sequence[Question]) -> tuple[Mapping[str, Any], str]:
        """Return what OPA answers, and which builtin failed: conftest takes that for a condition that does not hold."""
        (root / _MODULE).write_text(asking(questions, self._now), encoding="utf-8")
        try:
            told = self._program.run(
                "eval", "--format", "json", "--show-builtin-errors", "--capabilities", "capabilities.json",
                "--stdin-input", *self._own.syntax, "--data", "rego", "--data", "file.json", "--data", _MODULE,
                *(f"--data=data/{one}" for one in self._own.files.roots), f"data.{ASKED}",
                cwd=root, timeout=self._timeout, given=self._input,
            )  # fmt: skip
            value, problem = read_lenient(told.stdout, _MODULE)
        except EvaluatorCrashedError as error:
            raise MachineError("it took too long, or said too much") from error
        if told.returncode != 0 or not isinstance(value, dict) or len(value.get("found", ())) != len(questions):
            raise MachineError("it gave no answer")
        return value, problem

    def _read(self, question: Question, answer: Mapping[str, Any], number: str, problem: str) -> PolicyResult:
        values = answer.get("found", {}).get(number)
        place = f"{self._own.files.name}/{question.place}"
        if problem and not (isinstance(values, list) and values and values[0]):
            detail = f"{place}: the rule could not be run ({problem})"
            return _result(question, self._document, Outcome.ERROR, detail)
        if not isinstance(values, list) or len(values) > 1:
            return _result(question, self._document, Outcome.ERROR, f"{place}: it gave no answer")
        try:
            told = list(read_messages(values[0])) if values else None
        except ValueError as error:
            return _result(question, self._document, Outcome.ERROR, f"{place}: {error}")
        if told is None:
            detail = f"{place}: {question.rule} has no value: the rule said nothing, not even that nothing is wrong"
            return _result(question, self._document, Outcome.INCONCLUSIVE, detail)
        silenced = bool(answer.get("silenced", {}).get(number))
        unknown = list(_unknown(question, self._document))
        # What nobody has read looks like what nobody has set.
        if told and not any(one.why == UNREAD for one in unknown):
            found = tuple(
                _violation(text, beside, question, self._document, silenced=silenced) for text, beside in told
            )
            return _result(question, self._document, Outcome.FAIL, violations=found)
        if unknown:
            return _result(question, self._document, Outcome.INCONCLUSIVE, f"{place} looks at it: {unknown[0]}")
        return _result(question, self._document, Outcome.PASS)


def _missing(question: Question, document: PlanDocument) -> str:
    """Return what a rule looks at and an estate in the form of a plan does not have; empty where it has all."""
    lacking = sorted(question.parts & document.missing)
    if not lacking:
        return ""
    return (
        f"it reads input.{lacking[0]}, which only a plan has: give the plan (tfplan:FILE, or --plan FILE with --since)"
    )


def _unknown(question: Question, document: PlanDocument) -> Iterator[Unknown]:
    """Yield what a rule looks at and a document does not tell, as far as names show."""
    for one in document.unknown:
        if one.part:
            if _asks_part(question, one):
                yield one
            continue
        if question.types is not None and not any(one.type.startswith(text) for text in question.types):
            continue
        meant = any((part, one.name) in question.steps for part in _ATTRIBUTES)
        if question.is_open or meant or (one.name in question.texts and one.name not in _PLAN_NAMES):
            yield one


def _asks_part(question: Question, one: Unknown) -> bool:
    """Tell whether a rule looks at a part of a plan that is no resource, and there at a name or at all of them."""
    top, _, inner = one.part.partition(".")
    if "" in question.parts:
        return True
    if top not in question.parts:
        return False
    parts = {name for before, name in question.steps if before == top}
    if inner and parts and inner not in parts:
        return False
    below = {name for before, name in question.steps if before == inner} if inner else parts
    return not below or one.name in below or one.name in question.texts


def _violation(
    text: str, beside: Mapping[str, Any], question: Question, document: PlanDocument, *, silenced: bool
) -> Violation:
    """Return a finding of a message; one that names no resource may be about any that the rule looks at.

    Who accepts it accepts these as they are: a set has one message of however many resources.
    """
    address = _address(text, document)
    return Violation(
        path=(),
        observed=dict(beside) or None,
        args={"msg": f"{_SILENCED}{text}" if silenced else text},
        pin=text if address else f"{text}\n{_looked_at(question, document)}",
        address=address,
        warns=silenced,
    )


def _looked_at(question: Question, document: PlanDocument) -> str:
    """Return the digest of the resources of a document that a rule looks at, and of other parts that it reads."""
    changes = [one for one in document.document.get("resource_changes") or () if isinstance(one, Mapping)]
    types = question.types
    seen = [
        [one.get("address"), to_builtins(one.get("change"))]
        for one in changes
        if types is None or any(str(one.get("type")).startswith(type_) for type_ in types)
    ]
    beside = {
        part: to_builtins(document.document.get(part))
        for part in sorted(question.parts - {"resource_changes", "planned_values", ""})
    }
    return digest([sorted(seen, key=canonical_json), beside])


def _address(text: str, document: PlanDocument) -> str:
    """Return the one resource that a message names; empty where it names none, or several."""
    words = {word.strip("'\"`.,:;()") for word in text.split()}
    named = sorted(words & document.addresses)
    return named[0] if len(named) == 1 else ""


def _result(
    question: Question,
    document: PlanDocument,
    outcome: Outcome,
    detail: str = "",
    violations: tuple[Violation, ...] = (),
) -> PolicyResult:
    return PolicyResult(
        policy=question.id, address="", id=document.name, outcome=outcome, violations=violations, detail=detail
    )


def _nothing(name: str) -> Gap:
    return Gap(
        reason=GapReason.EMPTY,
        source="policy",
        detail=f"the rules of {name} judge a plan, and there is nothing that could be one",
        operation="ask people's own rules",
        fix="give the plan: tfplan:FILE, or --plan FILE with --since",
    )


def _beside(name: str) -> Gap:
    return Gap(
        reason=GapReason.UNSUPPORTED,
        source="policy",
        detail=f"people's own rules judge plans, and {name} stands beside one",
        operation="ask people's own rules",
        fix="give the plan of that state as well",
    )
