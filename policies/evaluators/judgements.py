"""Judgements that are kept for the next run, so that only what has changed is judged again.

What is kept is found by a digest of all that it rests on (`policies.evaluators.basis`), below one of what judged: what
the next run finds is what it would have found itself. What could not be judged is not kept.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Protocol

from engine.jsontext.codec import bytes_of, to_builtins
from engine.model.outcome import Outcome
from engine.model.policy import Policy, PolicyResult, result_of
from engine.model.snapshot import Resource, Snapshot
from policies.evaluators.questions import AnswerError, read_violations

_LETTERS = {"P": Outcome.PASS, "F": Outcome.FAIL, "I": Outcome.INCONCLUSIVE}
_OF = {outcome: letter for letter, outcome in _LETTERS.items()}


class Cache(Protocol):
    """Keeps bytes by their names, and gives back only what it has kept itself."""

    def read(self, name: str) -> bytes | None:
        """Return what is kept under a name; none where nothing is."""

    def write(self, name: str, data: bytes) -> bool:
        """Keep bytes under a name and tell whether that could be done."""


@dataclass(frozen=True, slots=True)
class JudgementCache:
    """Where judgements are kept: `program` names what judges, and below `least` resources nobody looks."""

    cache: Cache
    program: Callable[[], str]
    least: int = 200


class Judgements:
    """The judgements of one place (an environment's side and what it was read from), as the last run left them."""

    def __init__(self, kept: JudgementCache, snapshot: Snapshot, policies: Sequence[Policy], digest: str) -> None:
        """Read what was kept; `digest` is that of the pack as it is told to judge."""
        self._cache = kept.cache
        place = [snapshot.environment, snapshot.side, [str(origin.source) for origin in snapshot.origins]]
        self._name = sha256(bytes_of(place)).hexdigest()[:32]
        asked = [policy.id for policy in policies]
        self._judge = sha256(bytes_of([kept.program(), digest, asked])).hexdigest()
        self._found = self._read()
        self._left: dict[str, Any] = {}

    def find(self, basis: bytes | None, policies: Sequence[Policy], resource: Resource) -> list[PolicyResult] | None:
        """Return the results of the policies of a resource, in their order; none where they have to be found anew."""
        key = "" if basis is None else basis.hex()
        entry = self._found.get(key)
        if entry is None:
            return None
        letters, told = (entry, {}) if isinstance(entry, str) else entry
        try:
            results = [
                _result(policy, resource, _LETTERS[letter], told.get(str(at)))
                for at, (policy, letter) in enumerate(zip(policies, letters, strict=True))
            ]
        except (AnswerError, KeyError, ValueError):
            return None
        self._left[key] = entry
        return results

    def keep(self, basis: bytes | None, results: Sequence[PolicyResult]) -> None:
        """Keep the results of the policies of a resource, in their order, if all of them were judged."""
        if basis is not None and all(result.outcome in _OF for result in results):
            letters = "".join(_OF[result.outcome] for result in results)
            told = {str(at): _told(one) for at, one in enumerate(results) if one.detail or one.violations}
            self._left[basis.hex()] = [letters, told] if told else letters

    def write(self) -> None:
        """Leave the judgements of this run for the next, instead of those before."""
        if self._left != self._found:
            self._cache.write(self._name, json.dumps([self._judge, self._left], separators=(",", ":")).encode())

    def _read(self) -> Mapping[str, Any]:
        try:
            judge, found = json.loads(self._cache.read(self._name) or b"null")
        except (ValueError, TypeError):
            return {}
        return found if judge == self._judge and isinstance(found, dict) else {}


def open_judgements(
    kept: JudgementCache | None, snapshot: Snapshot, policies: Sequence[Policy], digest: str
) -> Judgements | None:
    """Return the judgements that were kept of a snapshot; none where it is quicker to judge."""
    if kept is None or len(snapshot.resources) < kept.least:
        return None
    return Judgements(kept, snapshot, policies, digest)


def _told(result: PolicyResult) -> list[Any]:
    """Return what a result says beside its outcome, as the module would have said it."""
    return [result.detail, to_builtins(result.violations)]


def _result(policy: Policy, resource: Resource, outcome: Outcome, told: Sequence[Any] | None) -> PolicyResult:
    detail, raw = ("", []) if told is None else told
    return result_of(policy, resource, outcome, violations=read_violations(raw) if raw else (), detail=detail)
