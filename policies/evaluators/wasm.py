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
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future
from threading import Thread
from typing import Any
from weakref import finalize

from opapywasm import OpaWasmError, OpaWasmPolicy, PolicyConfig

from engine.errors import ConfigError, EvaluatorCrashedError
from engine.jsontext.codec import to_builtins
from engine.jsontext.digest import canonical_json
from engine.model.outcome import Outcome
from engine.model.path import Index, Name, Part
from engine.model.policy import Evaluator, EvaluatorInfo, Policy, PolicyResult, Violation
from engine.model.snapshot import Resource, Snapshot
from engine.ports import Evaluation
from engine.provider.judging import NOTHING, Judging
from engine.provider.schema import SchemaTable
from policies.authoring.catalog import Pack
from policies.evaluators.facts import Facts, judged

_LOG = logging.getLogger(__name__)
_RUNTIME = "opapywasm.runtime"
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
    `judging` and `schema` are what the provider tells for facts.
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
    ) -> None:
        """Begin to load the pack beside what there is to do until it judges; raises ConfigError without policies."""
        self._pack, self._batch = pack, batch
        self._judging, self._schema = judging, schema
        self._policies = tuple(pack.policies if policies is None else policies)
        if not self._policies:
            raise ConfigError("no policy is left to judge by", hint="remove some ids from gates.policy.skip")
        config = PolicyConfig(
            pool_size=1,
            eval_timeout_seconds=timeout,
            max_memory_pages=memory_pages,
            max_input_bytes=_MAX_BYTES,
            max_result_bytes=_MAX_BYTES,
            max_cstring_scan_bytes=_MAX_BYTES,
            parse_raw_json_input=False,
        )
        self._loading: Future[OpaWasmPolicy] = Future()
        Thread(target=_load, args=(pack.wasm, config, self._loading), daemon=True).start()
        self._closing = finalize(self, _close, self._loading)

    def close(self) -> None:
        """End the engine now. Who makes many does so: ended whenever memory is freed, one may wait for another."""
        self._closing()

    @property
    def _engine(self) -> OpaWasmPolicy:
        return self._loading.result()

    def evaluate(self, snapshot: Snapshot) -> Evaluation:
        """Judge every resource by every policy of its type; each pair has exactly one result.

        Raises EvaluatorCrashedError when the pack cannot run.
        """
        began = time.monotonic()
        self._loading.result()
        facts = Facts(snapshot, self._policies, self._judging, self._schema)
        waiting, results = assign(self._policies, snapshot, facts)
        for start in range(0, len(waiting), self._batch):
            results += self._judge(waiting[start : start + self._batch], facts)
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
        info = EvaluatorInfo(evaluator=Evaluator.REGO, version=f"opa {self._pack.opa}", digest=self._pack.digest)
        return Evaluation(info=info, policies=self._policies, results=tuple(results))

    def _judge(self, items: list[Item], facts: Facts) -> Iterator[PolicyResult]:
        try:
            found = self._ask(items, facts)
        except OpaWasmError as error:
            yield from self._halved(items, facts, type(error).__name__)
            return
        except AnswerError as error:
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
        return self._engine.evaluate(_written(document))

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


def _load(wasm: bytes, config: PolicyConfig, loading: Future[OpaWasmPolicy]) -> None:
    """Load a pack and try it: it is there, or what is wrong with it."""
    # It says that it gives a large module more memory: nothing that anybody can do something about.
    logging.getLogger(_RUNTIME).setLevel(logging.ERROR)
    try:
        engine = OpaWasmPolicy.from_wasm_bytes(wasm, config)
        if engine.evaluate(_QUESTION) != _ANSWER:
            engine.close()
            raise EvaluatorCrashedError(  # noqa: TRY301 - what goes wrong here is told to whoever asks
                "the Rego pack does not answer what it is asked", hint="install driftgate again"
            )
    except OpaWasmError as error:
        crashed = EvaluatorCrashedError(f"the Rego pack cannot be run: {type(error).__name__}")
        crashed.__cause__ = error
        loading.set_exception(crashed)
    except BaseException as error:  # noqa: BLE001 - else whoever asks would wait for ever
        loading.set_exception(error)
    else:
        loading.set_result(engine)


def _close(loading: Future[OpaWasmPolicy]) -> None:
    """End the thread of an engine that counts time, a hundred times a second."""
    if loading.exception() is None:
        loading.result().close()


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
    pairs: dict[str, list[Pair]] = defaultdict(list)
    resources = []
    for position, (resource, policies) in enumerate(items):
        related = sorted({type_ for policy in policies for type_ in policy.related})
        wanted = sorted({name for policy in policies for name in policy.facts})
        resources.append(facts.resource(resource, related, wanted))
        for policy in policies:
            plan[policy.id].append(position)
            pairs[policy.id].append((policy, resource))
    return {"resources": resources, "plan": plan}, pairs


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
    doubts = [one.unknown or facts.doubt(policy, resource, one) for one in violations]
    certain = tuple(one for one, doubt in zip(violations, doubts, strict=True) if not doubt)
    if certain:
        return _result(policy, resource, Outcome.FAIL, violations=certain)
    detail = (
        next(iter(doubts), "")
        or facts.open(policy, resource)
        or facts.hidden(policy, resource)
        or facts.assumed(policy, resource)
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
