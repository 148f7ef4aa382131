"""Terraform and OpenTofu states, version 4.

The format is Terraform's own (`internal/states/statefile/version4.go`). What is not a readable version 4 state is a
named gap and never an empty estate; an empty state that is well-formed is an estate without resources.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from engine.jsontext.exact import exact_json
from engine.model.address import write
from engine.model.outcome import Gap, GapReason
from snapshots.redaction.marks import Path as SecretPath
from snapshots.terraform.documents import ParsedDocument, UnreadableDocumentError, no_state
from snapshots.terraform.plan.checks import kept_checks
from snapshots.terraform.state.entries import ReadEntries
from snapshots.terraform.state.resources import (
    Instance,
    Made,
    ResourceMaker,
    checked_fact,
    checked_mode,
    is_schema_version,
)

_COMPOUND = ("list", "set", "map", "object", "tuple")  # of cty, Terraform's type system
_PRIMITIVE = ("string", "number", "bool", "dynamic")
_FACTS = {"lineage": str, "serial": int, "terraform_version": str}


def read_state(
    document: Mapping[str, Any], maker: ResourceMaker, source: str, entries: ReadEntries | None = None
) -> ParsedDocument:
    """Return what a state holds; `source` names it in gaps. Raises UnreadableDocumentError when it is no state.

    `entries` remembers what is read; what it has recalled is not read again. Raises JsonError when a resource that is
    still text is not strict JSON.
    """
    _check(document)
    resources, gaps = maker.resources(
        item for entry in document["resources"] for item in _made(entry, maker, source, entries)
    )
    return ParsedDocument(
        resources=resources,
        gaps=gaps,
        outputs=maker.outputs(document.get("outputs")),
        facts={name: fact for name, kind in _FACTS.items() if (fact := checked_fact(document, name, kind))},
        checks=kept_checks(document),
    )


def _check(document: Mapping[str, Any]) -> None:
    if not {"version", "lineage", "resources"} & document.keys():
        raise no_state(GapReason.UNSUPPORTED, "an object with a version, a lineage and resources")
    version = document.get("version")
    if version != 4 or isinstance(version, bool):
        raise UnreadableDocumentError(
            GapReason.UNSUPPORTED,
            f"state version {version!r} is not 4",
            "rewrite the state with Terraform 0.12 or later",
        )
    resources = document.get("resources")
    if not isinstance(resources, list) or not isinstance(document.get("lineage"), str):
        raise UnreadableDocumentError(
            GapReason.UNPARSABLE,
            "the state has no list of resources or no lineage",
            "check that the file is a whole state",
        )


def _made(
    entry: Any, maker: ResourceMaker, source: str, entries: ReadEntries | None
) -> Iterable[Instance | Made | Gap]:
    """Return what stands in an entry: read, as its text, or as it was read before."""
    if isinstance(entry, tuple):
        return entry
    if not isinstance(entry, msgspec.Raw):
        return _instances(entry, source)
    instances = _instances(exact_json(bytes(entry), name="resource"), source)
    if entries is None:
        return instances
    found = [item if isinstance(item, Gap) else Made(item.provider, maker.resource(item)) for item in instances]
    made = [item for item in found if isinstance(item, Made)]
    if len(made) == len(found):
        entries.keep(entry, made)
    return found


def _instances(entry: Any, source: str) -> Iterator[Instance | Gap]:
    mode = checked_mode(entry.get("mode") if isinstance(entry, dict) else None)
    instances = entry.get("instances")
    if not isinstance(instances, list) or not all(isinstance(entry.get(key), str) for key in ("type", "name")):
        raise UnreadableDocumentError(
            GapReason.UNPARSABLE, "a resource lacks type, name or instances", "restore the state"
        )
    for instance in instances:
        yield _instance(entry, mode, instance, source)


def _instance(entry: Mapping[str, Any], mode: str, instance: Any, source: str) -> Instance | Gap:
    if not isinstance(instance, dict):
        raise UnreadableDocumentError(GapReason.UNPARSABLE, "an instance is not an object", "restore the state")
    key = instance.get("index_key")
    if isinstance(key, bool) or not isinstance(key, int | str | None):
        raise UnreadableDocumentError(GapReason.UNPARSABLE, f"instance key {key!r} is no index", "restore the state")
    dependencies = instance.get("dependencies") or []
    where = write(checked_fact(entry, "module", str), mode, entry["type"], entry["name"], key)
    attributes: Any = instance.get("attributes")
    deposed = instance.get("deposed")
    paths = _sensitive(instance.get("sensitive_attributes") or [])
    unknown = _unknown(instance, paths)
    if unknown:
        return Gap(
            reason=GapReason.UNSUPPORTED,
            source=source,
            detail=f"its {unknown} a form that is not known",
            operation="read state",
            types=(entry["type"],),
            address=where,
            fix="run `terraform apply -refresh-only` with a current Terraform to rewrite the state",
        )
    return Instance(
        type=entry["type"],
        mode=mode,
        address=where,
        attributes={
            name: _unwrapped(value) if value.__class__ is dict else value for name, value in attributes.items()
        },
        provider=str(entry.get("provider", "")),
        secrets=tuple(paths or ()),
        deposed=deposed or "",
        tainted=instance.get("status") == "tainted",
        dependencies=tuple(sorted(map(str, dependencies))),
        schema_version=instance.get("schema_version"),
    )


def _unknown(instance: Mapping[str, Any], paths: list[SecretPath] | None) -> str:
    """Return what of an instance has a form that is not known, empty when all is well."""
    if not isinstance(instance.get("attributes"), dict):
        return "attributes have"
    if paths is None:
        return "sensitive_attributes have"
    if not isinstance(instance.get("dependencies") or [], list):
        return "dependencies have"
    if not isinstance(instance.get("deposed"), str | None):
        return "deposed key has"
    return "" if is_schema_version(instance.get("schema_version")) else "schema_version has"


def _unwrapped(value: Any) -> Any:
    """Return the value of an attribute of any type, which a state keeps beside its type."""
    if isinstance(value, dict) and value.keys() == {"type", "value"} and _is_type(value["type"]):
        return value["value"]
    return value


def _is_type(expression: Any) -> bool:
    if isinstance(expression, list):
        return bool(expression) and expression[0] in _COMPOUND
    return expression in _PRIMITIVE


def _sensitive(raw: Any) -> list[SecretPath] | None:
    # A path is a list of steps {"type": "get_attr", "value": NAME} or {"type": "index", "value": {"value": KEY, …}}.
    paths: list[SecretPath] = []
    if not isinstance(raw, list):
        return None
    for steps in raw:
        if not isinstance(steps, list):
            return None
        path: list[str | int] = []
        for step in steps:
            value = step.get("value") if isinstance(step, dict) else None
            if isinstance(value, dict):
                value = value.get("value")
            if isinstance(value, bool) or not isinstance(value, str | int):
                return None
            path.append(value)
        if path:
            paths.append(tuple(path))
    return paths
