"""The embedded Rego engine: the compiled pack, run in process, bounded in time and memory.

Resources are judged in batches, because a call costs more than a rule. A batch that traps, runs out of time or memory,
or answers something else than what was asked is halved until the guilty pair is found; that pair is an error and
everything else keeps its result.
"""

from __future__ import annotations

import logging
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from threading import Thread
from typing import Any

from engine.errors import ConfigError, EvaluatorCrashedError
from engine.jsontext.digest import digest
from engine.model.outcome import Outcome
from engine.model.policy import Evaluator, EvaluatorInfo, Policy, PolicyResult, Violation, result_of
from engine.model.snapshot import Resource, Snapshot
from engine.ports import Evaluation
from engine.provider.judging import NOTHING, Judging
from engine.provider.schema import SchemaTable
from policies.authoring.catalog import Pack
from policies.evaluators.alike import Alike
from policies.evaluators.asking import Machine, MachineError, SilentError
from policies.evaluators.basis import Basis
from policies.evaluators.compiled import KeptModules
from policies.evaluators.judgements import JudgementCache, open_judgements
from policies.evaluators.machine import Machine as ModuleMachine
from policies.evaluators.questions import AnswerError, Item, View, question, read_answer, written
from policies.facts.facts import Facts, judged

_LOG = logging.getLogger(__name__)
TIMEOUT = 2.0
MEMORY_PAGES = 4096  # of 64 KiB: 256 MiB
_MAX_BYTES = 64 * 1024 * 1024

# What the canary of every pack is asked, and what it must answer.
_QUESTION: Any = {
    "resources": [{"attributes": {"bird": "alive"}}, {"attributes": {"bird": "dead"}}],
    "plan": {"canary": [0, 1, 0]},
}
_ANSWER = {"canary": [[], [{"path": ["bird"], "observed": "dead", "required": "alive", "args": {}}], []]}

_AHEAD = 2  # batches that wait for the module
Concluded = tuple[Resource, PolicyResult]
Numbered = tuple[Resource, dict[int, Policy]]  # a resource with policies that judge it, by the number of the pair


@dataclass(frozen=True, slots=True)
class _Silent:
    """Why nobody answered what a policy finds."""

    why: str


Found = tuple[Violation, ...] | str | _Silent  # what a policy found, why it could not be run, or why nobody answered


class RegoEvaluator:
    """Implements `engine.ports.PolicyEvaluator` over a compiled pack.

    `policies` are those of the pack that are asked for. `judging` and `schema` are what the provider tells for facts.
    What was judged is kept for the next run, where there is a place for `judgements`. `engine` makes what is asked
    instead of the pack's own module (`embedded`), and `name` is how what judges is called.
    """

    def __init__(
        self,
        pack: Pack,
        policies: Sequence[Policy] | None = None,
        *,
        judging: Judging = NOTHING,
        schema: SchemaTable | None = None,
        judgements: JudgementCache | None = None,
        engine: Callable[[], Machine] | None = None,
        name: str = "opa",
    ) -> None:
        """Begin to load the pack beside what there is to do until it judges; raises ConfigError without policies."""
        self._pack = pack
        self._judging, self._schema, self._judgements = judging, schema, judgements
        self._name = name
        self._policies = tuple(pack.policies if policies is None else policies)
        if not self._policies:
            raise ConfigError("no policy is left to judge by", hint="remove some ids from gates.policy.skip")
        self._loading: Future[Machine] = Future()
        make = engine or partial(embedded, pack.wasm)
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
        info = EvaluatorInfo(evaluator=Evaluator.REGO, version=f"{self._name} {self._pack.opa}", digest=self._digest())
        return Evaluation(info=info, policies=self._policies, results=tuple(results))

    def judge(
        self, snapshot: Snapshot, policies: Sequence[Policy], as_of: datetime | None = None
    ) -> list[PolicyResult]:
        """Return a result for each resource and each of some policies of the pack, as they are told; raises as above.

        Without a time that it is judged as of, what depends on dates is not known.
        """
        machine = self._loading.result()
        facts = Facts(snapshot, policies, self._judging, self._schema, as_of)
        by_type = _by_type(policies)
        resources = [resource for resource in judged(snapshot) if resource.type in by_type]
        kept = open_judgements(self._judgements, snapshot, policies, self._digest())
        if kept is None:
            told: Mapping[int, Sequence[PolicyResult]] = self._judge(resources, policies, facts, machine)
        else:
            basis = Basis(snapshot, policies, self._judging, facts)
            keys = {id(resource): basis.of(resource) for resource in resources}
            known = {id(one): kept.find(keys[id(one)], by_type[one.type], one) for one in resources}
            found = self._judge([one for one in resources if known[id(one)] is None], policies, facts, machine)
            for place, results in found.items():
                kept.keep(keys[place], results)
            kept.write()
            told = {place: results or found[place] for place, results in known.items()}
        return [result for resource in resources for result in told[id(resource)]]

    def _judge(
        self, resources: Sequence[Resource], policies: Sequence[Policy], facts: Facts, machine: Machine
    ) -> dict[int, list[PolicyResult]]:
        """Return the results of some resources by their `id`, each in the order of its policies."""
        by_type = _by_type(policies)
        waiting, settled = assign(policies, resources, facts)
        found: dict[int, dict[str, PolicyResult]] = defaultdict(dict)
        for resource, result in settled:
            found[id(resource)][result.policy] = result
        for resource, result in self._ask(waiting, facts, machine):
            found[id(resource)][result.policy] = result
        return {
            id(resource): [found[id(resource)][policy.id] for policy in by_type[resource.type]]
            for resource in resources
        }

    def _ask(self, waiting: list[Item], facts: Facts, machine: Machine) -> Iterator[Concluded]:
        alike = Alike(facts, self._pack.sights)
        numbers, answers = list[list[int]](), dict[int, Found]()
        # While one batch is judged the next is made ready, and what was said of the last is read.
        with ThreadPoolExecutor(max_workers=1) as module:
            asked: deque[_Asked] = deque()
            for items in _batches(waiting, alike, numbers, machine.batch):
                asked.append(_Asked(items, alike.view, facts, machine, module))
                if len(asked) > _AHEAD:
                    answers |= asked.popleft().answers()
            for one in asked:
                answers |= one.answers()
        for (resource, policies), told in zip(waiting, numbers, strict=True):
            for policy, number in zip(policies, told, strict=True):
                yield resource, _concluded(policy, resource, answers[number], facts)

    def _digest(self) -> str:
        """Return what was judged by: the pack and, where somebody told it something, that as well."""
        told = {policy.id: policy.told for policy in self._policies if policy.told}
        return digest({"pack": self._pack.digest, "params": told}) if told else self._pack.digest

    def ask(self, document: Mapping[str, Any]) -> Any:
        """Return what the module answers to a question (`question`), as it is."""
        return self._loading.result().ask(written(document))


class _Asked:
    """A batch that a `machine` is asked about by the only thread of `module`."""

    def __init__(
        self, items: list[Numbered], view: View, facts: Facts, machine: Machine, module: ThreadPoolExecutor
    ) -> None:
        """Begin to ask."""
        self._items, self._view, self._facts, self._machine, self._module = items, view, facts, machine, module
        document, pairs = question([(resource, [*told.values()]) for resource, told in items], facts, view)
        if facts.as_of is not None:
            document["now"] = int(facts.as_of.timestamp()) * 1_000_000_000
        self._answer = module.submit(lambda: read_answer(machine.ask(written(document)), pairs))

    def answers(self) -> dict[int, Found]:
        """Return what was found of each pair, by its number, as soon as there is an answer."""
        try:
            found = {(policy.id, id(resource)): told for (policy, resource), told in self._answer.result()}
        except SilentError as error:
            return {number: _Silent(str(error)) for _, told in self._items for number in told}
        except (MachineError, AnswerError) as error:
            return self._halved(str(error))
        return {
            number: found[policy.id, id(resource)] for resource, told in self._items for number, policy in told.items()
        }

    def _halved(self, problem: str) -> dict[int, Found]:
        if len(self._items) > 1:
            middle = len(self._items) // 2
            halves = [self._items[:middle], self._items[middle:]]
        else:
            ((resource, told),) = self._items
            if len(told) == 1:
                return dict.fromkeys(told, problem)
            middle = len(told) // 2
            numbered = list(told.items())
            halves = [[(resource, dict(numbered[:middle]))], [(resource, dict(numbered[middle:]))]]
        found: dict[int, Found] = {}
        for half in halves:
            found |= _Asked(half, self._view, self._facts, self._machine, self._module).answers()
        return found


def _batches(waiting: Iterable[Item], alike: Alike, numbers: list[list[int]], size: int) -> Iterator[list[Numbered]]:
    """Yield what has to be asked, in batches of a size, and append the numbers of all pairs on the way."""
    seen = set[int]()
    batch: list[Numbered] = []
    for resource, policies in waiting:
        told = alike.numbers(resource, policies)
        numbers.append(told)
        new = {number: policy for policy, number in zip(policies, told, strict=True) if number not in seen}
        if new:
            seen.update(told)
            batch.append((resource, new))
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def _concluded(policy: Policy, resource: Resource, found: Found, facts: Facts) -> PolicyResult:
    if isinstance(found, _Silent):
        return result_of(policy, resource, Outcome.INCONCLUSIVE, detail=found.why)
    if isinstance(found, str):
        detail = f"the policy could not be run on this resource ({found})"
        return result_of(policy, resource, Outcome.ERROR, detail=detail)
    return conclude(policy, resource, found, facts)


def embedded(
    wasm: bytes, *, timeout: float = TIMEOUT, pages: int = MEMORY_PAGES, kept: KeptModules | None = None
) -> ModuleMachine:
    """Return a module in this process; `timeout` (seconds) and `pages` (64 KiB) bound a batch. Raises as it does.

    A compiled module is `kept` for the next run, where there is a place for it.
    """
    return ModuleMachine(wasm, timeout=timeout, pages=pages, size=_MAX_BYTES, kept=kept)


def _load(make: Callable[[], Machine], loading: Future[Machine]) -> None:
    """Load a pack and try it: it is there, or what is wrong with it."""
    try:
        machine = make()
        try:
            is_deaf = machine.ask(written(_QUESTION)) != _ANSWER
        except SilentError:  # each pair tells that
            is_deaf = False
        if is_deaf:
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


def _by_type(policies: Iterable[Policy]) -> dict[str, list[Policy]]:
    found: dict[str, list[Policy]] = {}
    for policy in policies:
        for type_ in policy.resource_types:
            found.setdefault(type_, []).append(policy)
    return found


def assign(
    policies: Iterable[Policy], resources: Iterable[Resource], facts: Facts
) -> tuple[list[Item], list[Concluded]]:
    """Return the resources with the policies that can judge them, and a result for each pair that cannot be judged."""
    by_type = _by_type(policies)
    waiting: list[Item] = []
    results: list[Concluded] = []
    for resource in resources:
        able = by_type.get(resource.type, [])
        if missing := facts.all_missing(able, resource):
            results += (
                (resource, result_of(policy, resource, Outcome.INCONCLUSIVE, detail=missing[policy.id]))
                for policy in able
                if policy.id in missing
            )
            able = [policy for policy in able if policy.id not in missing]
        if able:
            waiting.append((resource, able))
    return waiting, results


def conclude(policy: Policy, resource: Resource, violations: Sequence[Violation], facts: Facts) -> PolicyResult:
    """Return what follows from what a policy found in a resource: nothing passes by what is not known."""
    if not violations and facts.rests.are_none(policy, resource):
        return result_of(policy, resource, Outcome.PASS)
    doubt = ""
    if violations:
        doubts = [one.unknown or facts.rests.doubt(policy, resource, one) for one in violations]
        certain = tuple(one for one, doubt in zip(violations, doubts, strict=True) if not doubt)
        if certain:
            return result_of(policy, resource, Outcome.FAIL, violations=certain)
        doubt = doubts[0]
    detail = (
        doubt
        or facts.rests.open(policy, resource)
        or facts.rests.hidden(policy, resource)
        or facts.rests.assumed(policy, resource)
    )
    return result_of(policy, resource, Outcome.INCONCLUSIVE if detail else Outcome.PASS, detail=detail)
