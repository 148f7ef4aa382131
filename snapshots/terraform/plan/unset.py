"""What a plan's configuration leaves unset of a resource that it makes: a policy that nobody writes is none.

Of an attribute that is optional and computed Terraform plans an unknown value when the configuration does not set it
(`after_unknown`), though nothing is intended there. That is told of documents of permissions alone, where the provider
says that it lets nobody else in without them (`TypeFacts.closed`): what another default is, nobody has read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from engine.model.address import code_address
from engine.model.snapshot import Resource
from engine.provider.port import Provider
from snapshots.terraform.plan.extent import configured


def with_unset(resources: Iterable[Resource], document: Mapping[str, Any], provider: Provider) -> tuple[Resource, ...]:
    """Return the resources of a plan with empty documents where it makes one whose configuration writes none.

    Raises UnreadableDocumentError for a configuration whose form is not known.
    """
    made, found = dict(_made(document)), tuple(resources)
    if not any(provider.facts(item.type).closed & made.get(item.address, frozenset()) for item in found):
        return found
    configuration = document.get("configuration")
    root = configuration.get("root_module") if isinstance(configuration, dict) else None
    written = {
        address: entry.get("expressions") for address, entry, _ in configured(root if isinstance(root, dict) else {})
    }

    def unset(item: Resource) -> frozenset[str]:
        expressions = written.get(code_address(item.address))
        if not isinstance(expressions, dict):  # nobody knows what is written
            return frozenset()
        unknown = provider.facts(item.type).closed & made.get(item.address, frozenset())
        return unknown - item.attributes.keys() - expressions.keys()

    return tuple(
        replace(item, attributes={**item.attributes, **dict.fromkeys(sorted(names), "")})
        if (names := unset(item))
        else item
        for item in found
    )


def _made(document: Mapping[str, Any]) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield the addresses of what a plan makes, with the attributes that it does not know yet."""
    for entry in document.get("resource_changes", []):
        change = entry.get("change")
        actions = change.get("actions") if isinstance(change, dict) else None
        if entry.get("mode") != "managed" or not isinstance(actions, list) or "create" not in actions:
            continue
        unknown = change.get("after_unknown")
        if isinstance(unknown, dict):
            yield str(entry.get("address")), frozenset(name for name, value in unknown.items() if value is True)
