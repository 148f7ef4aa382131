"""What people's own rules say, without secrets: those that a text shows by itself, and those that their data hold.

A message may repeat what `rego-data` has under a name that tells (`token`), or what stands in the rule itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from engine.model.policy import Policy, PolicyResult, Violation
from engine.model.secret import fingerprint_of, is_secret_mark, marked_text
from engine.model.snapshot import Snapshot
from engine.ports import Evaluation, PolicyEvaluator
from policies.own.files import parse_data

Hide = Callable[[str, Any], Any]  # returns what stands under a name without secrets

_SHORTEST = 6  # letters; a shorter one is in words that say something else


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Takes secrets out of what rules say; `told` are those that their data hold, the longest first."""

    hide: Hide
    told: tuple[str, ...] = ()

    @classmethod
    def of(cls, data: Mapping[str, bytes], hide: Hide) -> Shown:
        """Return what takes out the secrets that some files of data hold; in what cannot be read none is known."""
        found = {text for one in data.values() for document in parse_data(one) for text in _secrets("", document, hide)}
        return cls(hide=hide, told=tuple(sorted(found, key=lambda text: (-len(text), text))))

    def text(self, text: str) -> str:
        """Return a text without secrets."""
        shown = self.value(text)
        return shown if isinstance(shown, str) else marked_text(fingerprint_of(shown))

    def value(self, value: Any, name: str = "") -> Any:
        """Return a value without secrets."""
        return self.hide(name, self._without(value))

    def policy(self, policy: Policy) -> Policy:
        """Return a policy whose texts are without secrets."""
        return replace(
            policy,
            title=self.text(policy.title),
            description=self.text(policy.description),
            message=self.text(policy.message),
            remediation=self.text(policy.remediation),
            reason=self.text(policy.reason),
            example=self.text(policy.example),
        )

    def result(self, result: PolicyResult) -> PolicyResult:
        """Return a result that says no secret."""
        if not result.violations and not result.detail:
            return result
        violations = tuple(map(self._violation, result.violations))
        return replace(result, violations=violations, detail=self.text(result.detail))

    def _violation(self, one: Violation) -> Violation:
        return replace(
            one,
            observed=self.value(one.observed, one.path[-1] if one.path else ""),
            required=self.value(one.required, one.path[-1] if one.path else ""),
            args={name: self.value(value, name) for name, value in one.args.items()},
            unknown=self.text(one.unknown),
            pin=self.text(one.pin),
        )

    def _without(self, value: Any) -> Any:
        if isinstance(value, str):
            for text in self.told:
                if text in value:
                    value = value.replace(text, marked_text(fingerprint_of(self.hide("secret", text))))
            return value
        if isinstance(value, Mapping) and not is_secret_mark(value):
            return {key: self._without(inner) for key, inner in value.items()}
        return [self._without(inner) for inner in value] if isinstance(value, list) else value


class ShownEvaluator:
    """Implements `engine.ports.PolicyEvaluator` over another one, of which it tells all but secrets."""

    def __init__(self, evaluator: PolicyEvaluator, shown: Shown) -> None:
        """Take the evaluator of one place."""
        self._evaluator, self._shown = evaluator, shown

    def evaluate(self, snapshot: Snapshot, as_of: datetime, /) -> Evaluation:
        """Return what the evaluator says, without secrets; raises what it raises."""
        found = self._evaluator.evaluate(snapshot, as_of)
        return replace(found, results=tuple(map(self._shown.result, found.results)))


def _secrets(name: str, value: Any, hide: Hide) -> Iterator[str]:
    """Yield the texts in a value that are hidden by what they are called, or by what they are."""
    if isinstance(value, Mapping):
        hidden = hide("", value)
        for key, inner in value.items():
            shown = hidden.get(key) if isinstance(hidden, Mapping) else None
            if isinstance(inner, str):
                yield from _secret(inner, shown)
            else:
                yield from _secrets(str(key), inner, hide)
    elif isinstance(value, list):
        for inner in value:
            yield from _secrets(name, inner, hide)
    elif isinstance(value, str):
        yield from _secret(value, hide(name, value))


def _secret(text: str, shown: Any) -> Iterator[str]:
    if is_secret_mark(shown) and len(text) >= _SHORTEST:
        yield text
