"""What is going to be deleted: its provider says until when it is there."""

from __future__ import annotations

from dataclasses import dataclass

from engine.model.outcome import Severity
from engine.model.snapshot import Resource
from engine.provider.facts import ConditionKind
from engine.provider.meaning import Meaning
from engine.provider.port import Provider
from engine.provider.rating import Weight


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """That a resource is going to be deleted: `when`, a time or a word, and how much that matters.

    Its `attribute` of this name says so, and says no setting meanwhile. One that `stays` is as it was until then, so
    that it is compared like any other.
    """

    attribute: str
    when: str
    weight: Weight
    stays: bool


def find_ending(resource: Resource, provider: Provider) -> Ending | None:
    """Return that a resource is going to be deleted, where it says so."""
    facts = provider.facts(resource.type)
    for name, condition in facts.conditions.items():
        when = resource.attributes.get(name) if condition.kind is ConditionKind.ENDING else None
        if isinstance(when, str) and when and not when.isdecimal():
            meaning = facts.decides or Meaning.DURABILITY
            lost = meaning is Meaning.ENCRYPTION  # with it goes all that it encrypts
            what = "all that it encrypts will be lost" if lost else "all of it will be gone"
            severity = Severity.CRITICAL if lost else Severity.HIGH
            weight = Weight(severity, meaning, f"{resource.type} decides {meaning.words}; {what}")
            return Ending(attribute=name, when=when, weight=weight, stays=condition.stays)
    return None
