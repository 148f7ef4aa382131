"""The embedded Rego engine: the compiled pack, run in process, bounded in time and memory.

Resources are judged in batches, because a call costs more than a rule. A batch that traps, runs out of time or memory,
or answers something else than what was asked is halved until the guilty pair is found; that pair is an error and
everything else keeps its result.
"""

from __future__ import annotations

import json
import logging
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from datetime import datetime
from functools import partial
from threading import Thread
from typing import Any

from engine.errors import ConfigError, EvaluatorCrashedError
from engine.jsontext.codec import to_builtins
from engine.jsontext.digest import canonical_json, digest
from engine.model.outcome import Outcome
from engine.model.path import Index, Name, Part
from engine.model.policy import Evaluator, EvaluatorInfo, Policy, PolicyResult, Violation
from engine.model.snapshot import Resource, Snapshot
from engine.ports import Evaluation
from engine.provider.judging import NOTHING, Judging
from engine.provider.schema import SchemaTable
from policies.authoring.catalog import Pack
from policies.evaluators.compiled import CompiledModules
from policies.evaluators.facts import Facts, judged
from policies.evaluators.machine import Machine, MachineError

_LOG = logging.getLogger(__name__)
BATCH = 50
TIMEOUT = 2.0
MEMORY_PAGES = 4096  # of 64 KiB: 256 MiB
_MAX_BYTES = 64 * 1024 * 1024

# What the canary of every pack is asked, and what it must answer.
_QUESTION: Any = {
    "resources": [{"attributes": {"bird": "alive"}}, {"attributes": {"bird": "dead"}}],
    "plan": {"canary": [0, 1, 0]},
}
_ANSWER = {"canary": [[], [{"path": ["bird"], "observed": "dead", "required": "alive", "args": {}}], []]}

Pair = tuple[Policy, Resource]
Item = tuple[Resource, list[Policy]]


class RegoEvaluator:
    """Implements `engine.ports.PolicyEvaluator` over a compiled pack.

    `policies` are those of the pack that are asked for; `timeout` (seconds) and `memory_pages` (64 KiB) bound a batch.
    `judging` and `schema` are what the provider tells for facts. A compiled pack is `kept` for the next run.
    """

    def __init__(
        self,
        pack: Pack,
        policies: Sequence[Policy] | None = None,
        *,
        batch: int = BATCH,
        timeout: float = TIMEOUT,
        memory_pages: int = MEMORY_PAGES,
        judging: Judging = NOTHING,
        schema: SchemaTable | None = None,
        kept: CompiledModules | None = None,
    ) -> None:
        """Begin to load the pack beside what there is to do until it judges; raises ConfigError without policies."""
        self._pack, self._batch = pack, batch
        self._judging, self._schema = judging, schema
        self._policies = tuple(pack.policies if policies is None else policies)
        if not self._policies:
            raise ConfigError("no policy is left to judge by", hint="remove some ids from gates.policy.skip")
        self._loading: Future[Machine] = Future()
        make = partial(Machine, pack.wasm, timeout=timeout, pages=memory_pages, size=_MAX_BYTES, kept=kept)
        Thread(target=_load, args=(make, self._loading), daemon=True).start()

    def evaluate(self, snapshot: Snapshot, as_of: datetime | None = None, /) -> Evaluation:
        """Judge every resource by every policy of its type; each pair has exactly one result.

        Raises EvaluatorCrashedError when the pack cannot run.
        """
        began = time.monotonic()
        results = self.judge(snapshot, self._policies, as_of)
        _LOG.info(
            "policies_judged",
            extra={
                "evaluator": str(Evaluator.REGO),
                "policies": len(self._policies),
                "results": len(results),
                "gaps": 0,
                "seconds": round(time.monotonic() - began, 3),
            },
        )
        info = EvaluatorInfo(evaluator=Evaluator.REGO, version=f"opa {self._pack.opa}", digest=self._digest())
        return Evaluation(info=info, policies=self._policies, results=tuple(results))

    def judge(
        self, snapshot: Snapshot, policies: Sequence[Policy], as_of: datetime | None = None
    ) -> list[PolicyResult]:
        """Return a result for each resource and each of some policies of the pack, as they are told; raises as above.

        Without a time that it is judged as of, what depends on dates is not known.
        """
        self._loading.result()
        facts = Facts(snapshot, policies, self._judging, self._schema, as_of)
        waiting, results = assign(policies, snapshot, facts)
        for start in range(0, len(waiting), self._batch):
            results += self._judge(waiting[start : start + self._batch], facts)
        return results

    def _digest(self) -> str:
        """Return what was judged by: the pack and, where somebody told it something, that as well."""
        told = {policy.id: policy.told for policy in self._policies if policy.told}
        return digest({"pack": self._pack.digest, "params": told}) if told else self._pack.digest

    def _judge(self, items: list[Item], facts: Facts) -> Iterator[PolicyResult]:
        try:
            found = self._ask(items, facts)
        except (MachineError, AnswerError) as error:
            yield from self._halved(items, facts, str(error))
            return
        for (policy, resource), violations in found:
            yield conclude(policy, resource, violations, facts)

    def _halved(self, items: list[Item], facts: Facts, problem: str) -> Iterator[PolicyResult]:
        if len(items) > 1:
            middle = len(items) // 2
            yield from self._judge(items[:middle], facts)
            yield from self._judge(items[middle:], facts)
            return
        ((resource, policies),) = items
        if len(policies) > 1:
            middle = len(policies) // 2
            yield from self._judge([(resource, policies[:middle])], facts)
            yield from self._judge([(resource, policies[middle:])], facts)
            return
        detail = f"the policy could not be run on this resource ({problem})"
        yield _result(policies[0], resource, Outcome.ERROR, detail=detail)

    def ask(self, document: Mapping[str, Any]) -> Any:
        """Return what the module answers to a question (`question`), as it is."""
        return self._loading.result().ask(_written(document))

    def _ask(self, items: list[Item], facts: Facts) -> list[tuple[Pair, tuple[Violation, ...]]]:
        document, pairs = question(items, facts)
        answer = self.ask(document)
        if not isinstance(answer, Mapping) or set(answer) != set(pairs):
            raise AnswerError("it gave no answer")
        found = []
        for id_, asked_for in pairs.items():
            judgements = answer[id_]
            if not isinstance(judgements, list) or len(judgements) != len(asked_for):
                raise AnswerError("it gave no answer")
            found += [(pair, read_violations(raw)) for pair, raw in zip(asked_for, judgements, strict=True)]
        return found


def _load(make: Callable[[], Machine], loading: Future[Machine]) -> None:
    """Load a pack and try it: it is there, or what is wrong with it."""
    try:
        machine = make()
        if machine.ask(_written(_QUESTION)) != _ANSWER:
            raise EvaluatorCrashedError(  # noqa: TRY301 - what goes wrong here is told to whoever asks
                "the Rego pack does not answer what it is asked", hint="install driftgate again"
            )
    except MachineError as error:
        crashed = EvaluatorCrashedError(f"the Rego pack cannot be run: {error}", hint="install driftgate again")
        crashed.__cause__ = error
        loading.set_exception(crashed)
    except BaseException as error:  # noqa: BLE001 - else whoever asks would wait for ever
        loading.set_exception(error)
    else:
        loading.set_result(machine)


def assign(policies: Sequence[Policy], snapshot: Snapshot, facts: Facts) -> tuple[list[Item], list[PolicyResult]]:
    """Return the resources with the policies that can judge them, and a result for each pair that cannot be judged."""
    by_type: dict[str, list[Policy]] = defaultdict(list)
    for policy in policies:
        for type_ in policy.resource_types:
            by_type[type_].append(policy)
    waiting: list[Item] = []
    results: list[PolicyResult] = []
    for resource in judged(snapshot):
        able = []
        for policy in by_type.get(resource.type, ()):
            missing = facts.missing(policy, resource)
            if missing:
                results.append(_result(policy, resource, Outcome.INCONCLUSIVE, detail=missing))
            else:
                able.append(policy)
        if able:
            waiting.append((resource, able))
    return waiting, results


def question(items: Sequence[Item], facts: Facts) -> tuple[dict[str, Any], dict[str, list[Pair]]]:
    """Return the input of the dispatch rule for a batch, and the pairs that each list of its answer is about."""
    plan: dict[str, list[int]] = defaultdict(list)
    params: dict[str, Mapping[str, Any]] = {}
    pairs: dict[str, list[Pair]] = defaultdict(list)
    resources = []
    for position, (resource, policies) in enumerate(items):
        related = sorted({type_ for policy in policies for type_ in policy.related})
        wanted = sorted({name for policy in policies for name in policy.facts})
        resources.append(facts.resource(resource, related, wanted))
        for policy in policies:
            plan[policy.id].append(position)
            if policy.params:
                params[policy.id] = policy.settings
            pairs[policy.id].append((policy, resource))
    return {"resources": resources, "plan": plan, "params": params}, pairs


def _written(document: Mapping[str, Any]) -> bytes:
    # The order of keys means nothing to a rule, so the deterministic encoder, several times slower, is only for what
    # the plain one refuses: decimals of more digits than a float holds.
    try:
        try:
            text = json.dumps(document, ensure_ascii=False, check_circular=False, allow_nan=False)
        except TypeError:
            return canonical_json(to_builtins(document))
        return text.encode()
    except ValueError as error:
        raise AnswerError("it holds what JSON cannot hold") from error


def conclude(policy: Policy, resource: Resource, violations: Sequence[Violation], facts: Facts) -> PolicyResult:
    """Return what follows from what a policy found in a resource: nothing passes by what is not known."""
    doubts = [one.unknown or facts.rests.doubt(policy, resource, one) for one in violations]
    certain = tuple(one for one, doubt in zip(violations, doubts, strict=True) if not doubt)
    if certain:
        return _result(policy, resource, Outcome.FAIL, violations=certain)
    detail = (
        next(iter(doubts), "")
        or facts.rests.open(policy, resource)
        or facts.rests.hidden(policy, resource)
        or facts.rests.assumed(policy, resource)
    )
    return _result(policy, resource, Outcome.INCONCLUSIVE if detail else Outcome.PASS, detail=detail)


class AnswerError(Exception):
    """The module answered something else than what was asked."""


def read_violations(raw: Any) -> tuple[Violation, ...]:
    """Return the findings in an answer, sorted; raises AnswerError for what are none."""
    if not isinstance(raw, list):
        raise AnswerError("its answer is no list of findings")
    found = []
    for entry in raw:
        if not isinstance(entry, Mapping) or not isinstance(entry.get("path"), list):
            raise AnswerError("its answer is no list of findings")
        told = (entry.get("unknown", ""), entry.get("pin", ""))
        if not isinstance(entry.get("args", {}), Mapping) or not all(isinstance(text, str) for text in told):
            raise AnswerError("its answer is no list of findings")
        found.append(
            Violation(
                path=tuple(map(_part, entry["path"])),
                observed=entry.get("observed"),
                required=entry.get("required"),
                args=entry.get("args", {}),
                unknown=told[0],
                pin=told[1],
            )
        )
    return tuple(sorted(found, key=lambda violation: canonical_json(to_builtins(violation))))


def _part(value: Any) -> Part:
    # A rule knows no schema: what is no position in a list has a name.
    return Index(value) if type(value) is int and value >= 0 else Name(value)


def _result(
    policy: Policy,
    resource: Resource,
    outcome: Outcome,
    *,
    violations: tuple[Violation, ...] = (),
    detail: str = "",
) -> PolicyResult:
    return PolicyResult(
        policy=policy.id,
        address=resource.address,
        id=resource.id,
        outcome=outcome,
        violations=violations,
        detail=detail,
    )
