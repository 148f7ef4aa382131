"""All cases of a policy as one question to the engine, and what follows from an answer for each of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from engine.jsontext.digest import canonical_json
from engine.model.policy import Policy, PolicyResult
from engine.model.snapshot import Resource
from engine.provider.judging import Judging
from engine.provider.schema import SchemaTable
from policies.authoring.cases import PolicyCase
from policies.authoring.params import with_params
from policies.evaluators.questions import question, read_violations
from policies.evaluators.wasm import assign, conclude
from policies.facts.facts import Facts, judged


class Sheet:
    """What one policy is asked of some estates, however many mutants of it answer."""

    def __init__(
        self, policy: Policy, cases: Iterable[PolicyCase], judging: Judging, schema: SchemaTable | None
    ) -> None:
        """Work out the facts of every case once; raises ConfigError for what one tells that cannot be told."""
        self._policy = policy
        self._resources: list[dict[str, Any]] = []
        self._asked: list[tuple[Resource, Facts]] = []
        self._estates: list[tuple[range, tuple[PolicyResult, ...]]] = []
        self._concluded: dict[tuple[int, bytes], PolicyResult] = {}
        for case in cases:
            (told,) = with_params((policy,), {policy.id: case.params} if case.params else {})
            facts = Facts(case.snapshot, (told,), judging, schema, case.as_of)
            items, settled = assign((told,), judged(case.snapshot), facts)
            if items:
                made = question(items, facts)[0]["resources"]
                beside: dict[str, Any] = {"now": int(case.as_of.timestamp()) * 1_000_000_000}
                beside |= {"told": told.settings} if told.params else {}
                self._resources += [{**resource, **beside} for resource in made]
            first = len(self._asked)
            self._asked += [(resource, facts) for resource, _ in items]
            self._estates.append((range(first, len(self._asked)), tuple(result for _, result in settled)))

    def document(self, ids: Iterable[str]) -> dict[str, Any]:
        """Return the question to some policies, by id, about everything."""
        places = list(range(len(self._resources)))
        ids = list(ids)
        params = dict.fromkeys(ids, self._policy.settings) if self._policy.params else {}
        return {"resources": self._resources, "plan": dict.fromkeys(ids, places), "params": params}

    def results(self, answer: Sequence[Any]) -> tuple[tuple[PolicyResult, ...], ...]:
        """Return what follows of each estate from what was found; raises AnswerError for what are no findings."""
        found = [self._conclude(at, raw) for at, raw in enumerate(answer)]
        return tuple((*settled, *(found[at] for at in places)) for places, settled in self._estates)

    def _conclude(self, at: int, raw: Any) -> PolicyResult:
        key = (at, canonical_json(raw))
        if key not in self._concluded:
            resource, facts = self._asked[at]
            self._concluded[key] = conclude(self._policy, resource, read_violations(raw), facts)
        return self._concluded[key]
