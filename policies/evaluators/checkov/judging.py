"""What follows from an answer of Checkov: nothing passes and nothing fails by what was not read or is not known.

Checkov takes an attribute that is not there for one that nobody has set. That is so in code and in a plan. Of what was
read from an API it may be one that nobody has read: then its answer proves nothing, whatever it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from engine.jsontext.codec import to_builtins
from engine.jsontext.digest import canonical_json
from engine.model.outcome import Outcome
from engine.model.path import Name
from engine.model.policy import Policy, PolicyResult, Violation, result_of
from engine.model.secret import is_secret_mark
from engine.model.snapshot import Resource
from engine.provider.schema import SchemaTable
from policies.evaluators.checkov.checks import LIFECYCLE, list_proven_by_one
from policies.evaluators.checkov.running import Answer
from policies.facts.facts import Facts

_RANK = {"P": 0, "U": 1, "E": 2, "F": 3}
CRASHED = "Checkov's check crashed on it"
SILENT = "Checkov gave no answer"
_HIDDEN = "a secret"


class Judging:
    """Concludes from answers about the resources of one snapshot; `graphs` are the checks that looked at graphs."""

    def __init__(self, facts: Facts, graphs: frozenset[str], schema: SchemaTable | None) -> None:
        """Take what is known of the snapshot, and of types."""
        self._facts, self._graphs, self._schema = facts, graphs, schema
        self._proven_by_one = list_proven_by_one()
        self._without: dict[str, Policy] = {}

    def missing(self, checks: Sequence[Policy], resource: Resource) -> Mapping[str, str]:
        """Return what each of the checks of a type needs of a resource and was not read, by its id.

        Of a type that nobody knows only documents tell, and these have all that its provider has.
        """
        is_known = self._schema is None or self._schema.find(resource.type) is not None
        return self._facts.all_missing(checks, resource) if is_known and _is_read(resource) else {}

    def conclude(
        self,
        check: Policy,
        resource: Resource,
        code: Sequence[Answer],
        plan: Sequence[Answer],
        missing: Mapping[str, str],
    ) -> PolicyResult:
        """Return the result of a check; `code` and `plan` are what it said of the resource as either."""
        said = worst(code)
        if said is None or said.letter in "UE":
            said = worst(plan) or said
        if check.id in LIFECYCLE and not resource.declared:
            return result_of(check, resource, Outcome.NOT_APPLICABLE)
        doubt = self._unread(check, resource, said, missing) or self._open(check, resource, said)
        if doubt:
            return result_of(check, resource, Outcome.INCONCLUSIVE, detail=doubt)
        if said is None:
            is_silent = check.id not in self._graphs
            outcome = Outcome.INCONCLUSIVE if is_silent else Outcome.NOT_APPLICABLE
            return result_of(check, resource, outcome, detail=SILENT if is_silent else "")
        comment = next((one.comment for one in code if one.comment), "")
        return _told(check, resource, said, comment)

    def _alone(self, check: Policy) -> Policy:
        """Return a check as one that looks at nothing beside a resource."""
        found = self._without.get(check.id)
        if found is None:
            found = self._without[check.id] = replace(check, related=())
        return found

    def _unread(self, check: Policy, resource: Resource, said: Answer | None, missing: Mapping[str, str]) -> str:
        """Return what an answer would rest on that was not read, as a sentence; empty where all was."""
        if check.id in missing and said is not None and said.letter == "P" and check.id in self._proven_by_one:
            return self._facts.missing(self._alone(check), resource)
        return missing.get(check.id, "")

    def _open(self, check: Policy, resource: Resource, said: Answer | None) -> str:
        """Return what an answer would rest on that is not known of an intent, as a sentence; empty where all is."""
        rests = self._facts.rests
        if not _is_read(resource) and (open_ := rests.open(check, resource)):
            return open_
        if said is None or said.letter != "P":
            return ""
        return rests.hidden(check, resource) or rests.assumed(check, resource)


def _is_read(resource: Resource) -> bool:
    """Tell whether a resource was read as it is, and is not what somebody means it to be."""
    return not resource.declared and resource.intent is None


def worst(answers: Iterable[Answer]) -> Answer | None:
    """Return the answer that counts of several about one thing, none where there is none."""
    return max(answers, key=lambda answer: _RANK[answer.letter], default=None)


def conclude_block(check: Policy, block: Resource, answers: Iterable[Answer]) -> PolicyResult:
    """Return the result of a check of a block of code that is no resource."""
    said = worst(answers)
    if said is None:
        return result_of(check, block, Outcome.INCONCLUSIVE, detail=SILENT)
    if said.letter == "U" and not block.type.startswith("data."):
        return result_of(check, block, Outcome.NOT_APPLICABLE)
    return _told(check, block, said, next((one.comment for one in answers if one.comment), ""))


def _told(check: Policy, resource: Resource, said: Answer, comment: str) -> PolicyResult:
    if said.letter == "P":
        return result_of(check, resource, Outcome.PASS)
    if said.letter == "F":
        return result_of(
            check, resource, Outcome.FAIL, violations=(_violation(check, resource, said),), comment=comment
        )
    if said.letter == "U" and not resource.type.startswith("data."):
        return result_of(check, resource, Outcome.NOT_APPLICABLE)
    return result_of(check, resource, Outcome.INCONCLUSIVE, detail=CRASHED if said.letter == "E" else SILENT)


def _violation(check: Policy, resource: Resource, said: Answer) -> Violation:
    """Return what was found: where it is one attribute with its value, and pinned to all that was evaluated."""
    heads = {key.replace(".", "/").strip("/").partition("/")[0] for key in said.keys}
    looked = heads | {name.partition(".")[0] for name in check.looked_at(resource.type)}
    values = {name: _shown(resource.attributes[name]) for name in sorted(looked & resource.attributes.keys())}
    named = sorted(heads & resource.attributes.keys())
    path = (Name(named[0]),) if len(named) == 1 else ()
    observed = values[named[0]] if len(named) == 1 and not isinstance(values[named[0]], dict | list) else None
    return Violation(path=path, observed=observed, pin=canonical_json(values).decode() if values else "")


def _shown(value: Any) -> Any:
    """Return a value without what stands for a secret: that is another one under another key."""
    if isinstance(value, Mapping):
        return _HIDDEN if is_secret_mark(value) else {name: _shown(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_shown(item) for item in value]
    return to_builtins(value)
