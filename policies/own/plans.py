"""The documents that policies of conftest judge: a plan as it was read, or an estate in the form of one.

An estate of a state or an account is told as the plan that creates all of it: then rules about what is created or
changed speak, and `planned_values` is what is there. What such a plan does not have (`configuration`, `variables`,
`prior_state`, drift) is not known.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from engine.jsontext.codec import to_builtins
from engine.model.address import parse
from engine.model.secret import fingerprint_of, holds_secret, is_secret_mark, marked_text
from engine.model.snapshot import Mode, Resource, Side, Snapshot, SourceKind
from engine.provider.schema import SchemaTable
from policies.own.conftest import PLAN_PARTS

# What a plan that is made of an estate has.
MADE_PARTS = frozenset({"format_version", "terraform_version", "planned_values", "resource_changes", "complete"})
UNREAD = "was not read"
# Of what a plan is built, whatever stands in it.
_BUILT = PLAN_PARTS | {
    *("root_module", "child_modules", "module_calls", "module", "resources", "outputs", "provider_config"),
    *("expressions", "expression", "constant_value", "value", "values", "change", "before", "after", "default"),
}
_AFTER_APPLY, _HIDDEN = "is known after an apply only", "is hidden"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """An attribute, at any depth, of which a document does not tell the value: of which resource, and why.

    What belongs to no resource is of another `part` of a plan: a variable, an output, an expression of the code.
    """

    type: str
    name: str
    address: str
    why: str
    part: str = ""

    def __str__(self) -> str:
        """Return it as a sentence."""
        return f"{self.name} of {self.address or f'input.{self.part}'} {self.why}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanDocument:
    """A document that policies judge as a whole, without secrets.

    `missing` are the parts of a plan that nobody knows, `unknown` the attributes. `addresses` are those in it.
    """

    name: str
    document: Mapping[str, Any]
    missing: frozenset[str]
    unknown: tuple[Unknown, ...]
    types: frozenset[str]
    addresses: frozenset[str]


class Plans(Protocol):
    """Keeps the plans that were read in this run, redacted, by the digests of their bytes."""

    def find(self, digest: str) -> Mapping[str, Any] | None:
        """Return a plan as Terraform prints it, with the marks of secrets; none where none of that digest was read."""


def list_documents(snapshot: Snapshot, plans: Plans, schema: SchemaTable | None) -> Iterator[PlanDocument]:
    """Yield what is judged of a snapshot: each plan that is the intent, else the estate in the form of a plan."""
    read = [origin for origin in snapshot.origins if origin.source.kind is SourceKind.TFPLAN]
    found = [(origin, plans.find(origin.digest)) for origin in read] if snapshot.side is Side.DESIRED else []
    if found and all(plan is not None for _, plan in found):
        yield from (_read(str(origin.source), plan) for origin, plan in found if plan is not None)
    elif snapshot.resources:
        yield _made(snapshot, schema)


def list_beside(snapshot: Snapshot) -> tuple[str, ...]:
    """Return the states of an intent that stand beside plans: what is in them alone is in no plan."""
    kinds = {origin.source.kind for origin in snapshot.origins}
    if snapshot.side is not Side.DESIRED or SourceKind.TFPLAN not in kinds:
        return ()
    others = (SourceKind.TFSTATE, SourceKind.SNAPSHOT)
    return tuple(sorted(str(origin.source) for origin in snapshot.origins if origin.source.kind in others))


def _read(name: str, plan: Mapping[str, Any]) -> PlanDocument:
    shown = _with_texts(plan)
    entries = [one for one in shown.get("resource_changes") or () if isinstance(one, Mapping)]
    managed = [one for one in entries if one.get("mode") == "managed"]
    unknown = [one for entry in entries for one in _unknown(entry)]
    unknown += _beside(shown)
    return PlanDocument(
        name=name,
        document=shown,
        missing=frozenset(),
        unknown=tuple(dict.fromkeys(unknown)),
        types=frozenset(str(entry.get("type")) for entry in entries),
        addresses=frozenset(str(entry.get("address")) for entry in managed),
    )


def _unknown(entry: Mapping[str, Any]) -> Iterator[Unknown]:
    change, type_, address = entry.get("change"), str(entry.get("type")), str(entry.get("address"))
    if not isinstance(change, Mapping):
        return
    for name in _names(change.get("after_unknown"), lambda value: value is True):
        yield Unknown(type=type_, name=name, address=address, why=_AFTER_APPLY)
    for part in ("after", "before"):
        for name in _names(change.get(part), _is_hidden):
            yield Unknown(type=type_, name=name, address=address, why=_HIDDEN)


def _beside(plan: Mapping[str, Any]) -> Iterator[Unknown]:
    """Yield what a plan hides, or does not know yet, of what is none of the resources that it changes."""
    for part, entries in (("variables", plan.get("variables")), ("output_changes", plan.get("output_changes"))):
        for name, entry in entries.items() if isinstance(entries, Mapping) else ():
            unknown = entry.get("after_unknown") if isinstance(entry, Mapping) else None
            whys = {
                _AFTER_APPLY: any(_names(unknown, lambda value: value is True, name)),
                _HIDDEN: any(_names(entry, _is_hidden, name)),
            }
            for why in (why for why, is_so in whys.items() if is_so):
                yield Unknown(type="", name=name, address="", why=why, part=part)
                if part != "variables":
                    yield Unknown(type="", name=name, address="", why=why, part="planned_values.outputs")
    for part in sorted(plan.keys() - {"resource_changes", "variables", "output_changes"}):
        for name in _names(plan[part], _is_hidden, part):
            if name not in _BUILT:
                yield Unknown(type="", name=name, address="", why=_HIDDEN, part=part)


def _is_hidden(value: Any) -> bool:
    return isinstance(value, str) and holds_secret(value)


def _names(value: Any, wanted: Any, name: str = "") -> Iterator[str]:
    """Yield the names under which a value stands that is `wanted`, and those of all that it stands in."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            below = list(_names(inner, wanted, str(key)))
            yield from (*below, *([str(key)] if below else ()))
    elif isinstance(value, list):
        for inner in value:
            yield from _names(inner, wanted, name)
    elif name and wanted(value):
        yield name


def _made(snapshot: Snapshot, schema: SchemaTable | None) -> PlanDocument:
    items = [item for item in snapshot.resources if item.is_answered_for]
    named = [(_address(item), item) for item in items]
    unknown = [one for address, item in named for one in _unread(address, item, schema)]
    return PlanDocument(
        name="the estate as a plan",
        document={
            "format_version": "1.2",
            "terraform_version": "1.11.0",
            "complete": True,
            "planned_values": {"root_module": {"resources": [_planned(address, item) for address, item in named]}},
            "resource_changes": [_change(address, item) for address, item in named],
        },
        missing=PLAN_PARTS - MADE_PARTS,
        unknown=tuple(dict.fromkeys(unknown)),
        types=frozenset(item.type for item in items),
        addresses=frozenset(address for address, _ in named),
    )


def _address(item: Resource) -> str:
    return item.address or f"{item.type}.{item.id}"


def _unread(address: str, item: Resource, schema: SchemaTable | None) -> Iterator[Unknown]:
    """Yield the attributes of a resource that its type has and nobody has read, and those that are hidden."""
    node = None if schema is None else schema.find(item.type)
    absent = () if node is None else node.fields.keys() - item.attributes.keys() - node.varying
    for name in sorted(absent):
        yield Unknown(type=item.type, name=name, address=address, why=UNREAD)
    for name in _names(_with_texts(item.attributes), _is_hidden):
        yield Unknown(type=item.type, name=name, address=address, why=_HIDDEN)


def _planned(address: str, item: Resource) -> dict[str, Any]:
    parsed = parse(address)
    return {
        "address": address,
        "mode": str(Mode.MANAGED),
        "type": item.type,
        "name": parsed.name if parsed is not None else item.id,
        "provider_name": f"registry.terraform.io/hashicorp/{item.type.partition('_')[0]}",
        "values": _with_texts(to_builtins(item.attributes)),
    }


def _change(address: str, item: Resource) -> dict[str, Any]:
    planned = _planned(address, item)
    values = planned.pop("values")
    change = {"actions": ["create"], "before": None, "after": values, "after_unknown": {}}
    return {**planned, "change": change}


def _with_texts(value: Any) -> Any:
    """Return a value in which the mark of a secret is a text, as what it stands for mostly is."""
    if isinstance(value, Mapping):
        if is_secret_mark(value):
            return marked_text(fingerprint_of(value))
        return {key: _with_texts(inner) for key, inner in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_with_texts(inner) for inner in value]
    return value
