"""What becomes of a case when an attribute that its policy looks at may not be seen, or not yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from engine.model.identity import Intent
from engine.model.path import Name
from engine.model.policy import Policy
from engine.model.snapshot import Resource
from engine.provider.judging import Judging
from engine.provider.schema import SchemaTable
from policies.authoring.cases import PolicyCase, unsure
from policies.facts.facts import EXPOSURES, REACHABLE
from policies.facts.neighbours import LINKS

_MARK = {"$secret": "0" * 32, "epoch": "e1"}


def blinded(case: PolicyCase, policy: Policy, judging: Judging, schema: SchemaTable | None) -> Iterator[PolicyCase]:
    """Yield a case with each attribute that its policy looks at hidden, and known after an apply only.

    What the provider itself calls a secret is left, and what policies only ask whether it is set.
    """
    for number, item in enumerate(case.snapshot.resources):
        node = schema.find(item.type) if schema is not None else None
        for name in _looked_at(policy, item, judging):
            if node is not None and name not in node.fields:
                continue
            is_asked = name in judging.present or (node is not None and node.fields[name].sensitive)
            if name in item.attributes and not is_asked:
                yield _with(case, number, _hidden(item, name), f"with {name} of {item.address} hidden")
            yield _with(case, number, _opened(item, name), f"with {name} of {item.address} unknown")


def _looked_at(policy: Policy, item: Resource, judging: Judging) -> list[str]:
    names: Iterable[str] = ()
    if REACHABLE in policy.facts:  # it looks at much of an estate
        return sorted(item.attributes)
    if item.type in policy.resource_types:
        form = judging.reach.rules.get(item.type) if EXPOSURES in policy.facts else None
        names = {*policy.looked_at(item.type), *(form.attributes if form is not None else ())}
    elif item.type in policy.related:
        names = policy.needs.get(item.type, tuple(item.attributes.keys() - LINKS))
    return sorted({name.partition(".")[0] for name in names})


def _hidden(item: Resource, name: str) -> Resource:
    told = {**item.attributes, name: _MARK}
    return replace(item, attributes=told, code=told if item.declared else {})


def _opened(item: Resource, name: str) -> Resource:
    told = {key: value for key, value in item.attributes.items() if key != name}
    intent = item.intent or Intent()
    return replace(
        item,
        attributes=told,
        code=told if item.declared else {},
        intent=replace(intent, unknown=(*intent.unknown, (Name(name),)), refers=(*intent.refers, *unsure(((name,),)))),
    )


def _with(case: PolicyCase, number: int, made: Resource, how: str) -> PolicyCase:
    resources = tuple(made if at == number else one for at, one in enumerate(case.snapshot.resources))
    return replace(case, name=f"{case.name}, {how}", snapshot=replace(case.snapshot, resources=resources))
