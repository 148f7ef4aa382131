"""What a finding touches: the resources that depend on the one that it is about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import replace

from engine.model.address import code_address
from engine.model.outcome import Finding
from engine.model.snapshot import Resource
from engine.provider.port import Provider

SHOWN = 50


def add_reach(
    findings: Sequence[Finding], resources: Sequence[Resource], owners: Mapping[str, tuple[str, ...]]
) -> tuple[Finding, ...]:
    """Return the findings with what depends on their resources, directly or through others, sorted by address.

    `resources` are those of the intent, whose state tells what depends on what. `owners` are the ids of what an
    unmanaged resource belongs to, by the fingerprint of its finding.
    """
    if not findings:
        return ()
    graph = _Graph(resources, {owner for names in owners.values() for owner in names})
    return tuple(_told(finding, graph, owners.get(finding.fingerprint, ())) for finding in findings)


def _told(finding: Finding, graph: _Graph, owners: Iterable[str]) -> Finding:
    names = graph.reach(finding.target.address) if finding.target.address else graph.around(owners)
    if not names:
        return finding
    return replace(finding, rating=replace(finding.rating, reach=names[:SHOWN], reached=len(names)))


class _Graph:
    """Who depends on whom, by address; a state tells it without the keys of instances.

    `owners` are the ids that are asked for. What depends on nothing is never reached, and is no part of it.
    """

    def __init__(self, resources: Iterable[Resource], owners: Container[str]) -> None:
        self._dependents: dict[str, set[str]] = defaultdict(set)
        self._by_id: dict[str, list[str]] = defaultdict(list)
        self._known: dict[str, tuple[str, ...]] = {}
        named = [item for item in resources if item.address and item.is_managed]
        for item in named:
            if item.dependencies:
                code = code_address(item.address)
                for name in map(code_address, item.dependencies):
                    if name != code:
                        self._dependents[name].add(code)
            if item.id in owners:
                self._by_id[item.id].append(item.address)
        self._instances: dict[str, list[str]] = {code: [] for codes in self._dependents.values() for code in codes}
        for item in named if self._instances else ():
            found = self._instances.get(code_address(item.address))
            if found is not None:
                found.append(item.address)

    def reach(self, address: str) -> tuple[str, ...]:
        """Return the addresses of all that depends on a resource; that of a block's other instances is none of it."""
        start = code_address(address)
        if start not in self._known:
            seen, todo = {start}, [start]
            while todo:
                for code in self._dependents.get(todo.pop(), ()):
                    if code not in seen:
                        seen.add(code)
                        todo.append(code)
            self._known[start] = tuple(sorted(name for code in seen - {start} for name in self._instances[code]))
        return self._known[start]

    def around(self, owners: Iterable[str]) -> tuple[str, ...]:
        """Return what an unmanaged part belongs to, with all that depends on it."""
        found: set[str] = set()
        for owner in owners:
            for address in self._by_id.get(owner, ()):
                found |= {address, *self.reach(address)}
        return tuple(sorted(found))


def whole_of(resource: Resource, provider: Provider) -> tuple[str, ...]:
    """Return what a part names as what it belongs to, each as `ATTRIBUTE VALUE`, sorted.

    That is an owner that its type has to name; what has an ARN of its own is a part only of what it names by an id.
    Where only an apply tells the name, it is the address of what is referred to.
    """
    node = provider.find(resource.type)
    fields = node.fields if node is not None else {}
    names = [name for name in provider.common.naming.owners if name in fields and fields[name].required]
    refers = resource.intent.refers if resource.intent is not None else ()
    found = []
    for name in sorted(name for name in names if "arn" not in fields or name.endswith("_id")):
        value = resource.attributes.get(name)
        told = [value] if isinstance(value, str) and value else [one.address for one in refers if one.attribute == name]
        found += [f"{name} {text}" for text in told]
    return tuple(found)


def owners_of(resource: Resource, provider: Provider) -> tuple[str, ...]:
    """Return the ids of what a part without an address belongs to."""
    values = (resource.attributes.get(name) for name in provider.common.naming.owners)
    return tuple(value for value in values if isinstance(value, str) and value)
