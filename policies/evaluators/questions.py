"""What the module of a pack is asked about a batch of resources, and what it answers."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

from engine.jsontext.codec import to_builtins
from engine.jsontext.digest import canonical_json
from engine.jsontext.packed import PackedAttributes
from engine.model.path import Index, Name, Part
from engine.model.policy import Policy, Violation
from engine.model.snapshot import Resource
from policies.facts.facts import Facts

Pair = tuple[Policy, Resource]
Item = tuple[Resource, list[Policy]]
View = Callable[[Resource, Sequence[Policy]], dict[str, Any]]
_WRITER = msgspec.json.Encoder(decimal_format="number")


def question(
    items: Sequence[Item], facts: Facts, view: View | None = None
) -> tuple[dict[str, Any], dict[str, list[Pair]]]:
    """Return the input of the dispatch rule for a batch, and the pairs that each list of its answer is about.

    `view` says what is told of a resource to some policies, by default all that any policy may see.
    """
    plan: dict[str, list[int]] = defaultdict(list)
    params: dict[str, Mapping[str, Any]] = {}
    pairs: dict[str, list[Pair]] = defaultdict(list)
    resources = []
    for position, (resource, policies) in enumerate(items):
        resources.append(shown(facts, resource, policies) if view is None else view(resource, policies))
        for policy in policies:
            plan[policy.id].append(position)
            if policy.params:
                params[policy.id] = policy.settings
            pairs[policy.id].append((policy, resource))
    return {"resources": resources, "plan": plan, "params": params}, pairs


def shown(facts: Facts, resource: Resource, policies: Sequence[Policy]) -> dict[str, Any]:
    """Return all that some policies may see of a resource."""
    related = sorted({type_ for policy in policies for type_ in policy.related})
    return facts.resource(resource, related, sorted({name for policy in policies for name in policy.facts}))


def written(document: Mapping[str, Any]) -> bytes:
    """Return the text of a question; raises AnswerError where it holds what JSON cannot hold."""
    try:
        return _WRITER.encode({**document, "resources": [_with_text(one) for one in document["resources"]]})
    except (ValueError, OverflowError) as error:
        raise AnswerError("it holds what JSON cannot hold") from error


def _with_text(resource: Mapping[str, Any]) -> dict[str, Any]:
    """Return a resource, or one related to it, with attributes that are JSON already."""
    found = {**resource, "attributes": json_of(resource["attributes"])}
    if "related" in resource:
        told = resource["related"].items()
        found["related"] = {type_: [_with_text(other) for other in others] for type_, others in told}
    return found


def json_of(attributes: Any) -> msgspec.Raw:
    """Return the JSON of attributes, or of one: as they are stored where this version has written that.

    Raises ValueError where JSON cannot hold them.
    """
    if isinstance(attributes, msgspec.Raw):
        return attributes
    if isinstance(attributes, PackedAttributes) and attributes.ours:
        return attributes.data
    # The order of keys means nothing to a rule, so the deterministic encoder, several times slower, is only for what
    # the plain one refuses: decimals of more digits than a float holds.
    try:
        text = json.dumps(attributes, ensure_ascii=False, check_circular=False, allow_nan=False).encode()
    except TypeError:
        text = canonical_json(to_builtins(attributes))
    return msgspec.Raw(text)


class AnswerError(Exception):
    """The module answered something else than what was asked."""


def read_answer(answer: Any, pairs: Mapping[str, Sequence[Pair]]) -> list[tuple[Pair, tuple[Violation, ...]]]:
    """Return what was found of each pair; raises AnswerError where that is not what was asked."""
    if not isinstance(answer, Mapping) or set(answer) != set(pairs):
        raise AnswerError("it gave no answer")
    found = []
    for id_, asked_for in pairs.items():
        judgements = answer[id_]
        if not isinstance(judgements, list) or len(judgements) != len(asked_for):
            raise AnswerError("it gave no answer")
        found += [(pair, read_violations(raw)) for pair, raw in zip(asked_for, judgements, strict=True)]
    return found


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
