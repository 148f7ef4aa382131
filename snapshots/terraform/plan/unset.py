"""What a plan's configuration leaves unset of a resource that it makes: a policy that nobody writes is none.

Of an attribute that is optional and computed Terraform plans an unknown value when the configuration does not set it
(`after_unknown`), though nothing is intended there. That is told for documents of permissions alone: AWS makes none
that lets others in, while of other attributes its default may be either.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from engine.model.address import code_address, inside
from engine.model.snapshot import Resource

_DOCUMENT = "policy"


def with_unset(resources: Iterable[Resource], document: Mapping[str, Any]) -> tuple[Resource, ...]:
    """Return the resources of a plan with an empty policy where it makes one whose configuration writes none."""
    made = set(_made(document))
    if not made:
        return tuple(resources)
    written = dict(_written(_root(document), ""))
    return tuple(
        replace(item, attributes={**item.attributes, _DOCUMENT: ""})
        if item.address in made
        and _DOCUMENT not in item.attributes
        and _DOCUMENT not in written.get(code_address(item.address), {_DOCUMENT: None})
        else item
        for item in resources
    )


def _made(document: Mapping[str, Any]) -> Iterator[str]:
    """Yield the addresses of what a plan makes, and whose policy it does not know yet."""
    for entry in document.get("resource_changes", []):
        change = entry.get("change")
        if entry.get("mode") != "managed" or not isinstance(change, dict) or "create" not in change.get("actions", ()):
            continue
        unknown = change.get("after_unknown")
        if isinstance(unknown, dict) and unknown.get(_DOCUMENT) is True:
            yield str(entry.get("address"))


def _root(document: Mapping[str, Any]) -> Mapping[str, Any]:
    configuration = document.get("configuration")
    root = configuration.get("root_module") if isinstance(configuration, dict) else None
    return root if isinstance(root, dict) else {}


def _written(module: Mapping[str, Any], address: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the expressions of each resource of a module and of those that it calls, by its address without keys."""
    for entry in module.get("resources") or ():
        if isinstance(entry, dict) and entry.get("mode") == "managed":
            expressions = entry.get("expressions")
            yield inside(address, str(entry.get("address"))), expressions if isinstance(expressions, dict) else {}
    calls = module.get("module_calls")
    for name, call in calls.items() if isinstance(calls, dict) else ():
        inner = call.get("module") if isinstance(call, dict) else None
        if isinstance(inner, dict):
            yield from _written(inner, inside(address, f"module.{name}"))
