"""What a plan says of a resource beside values: what only an apply tells, what nobody sets, and what refers to what.

`after_unknown` says of each attribute, at any depth, whether only an apply tells it. Where the configuration writes
nothing there, the provider decides: that is no secret of the plan, but the provider's default. Format:
https://developer.hashicorp.com/terraform/internals/json-format#change-representation
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from engine.model.address import code_address, parse
from engine.model.identity import Borrowed, Intent
from engine.model.path import Index, Name, Path
from engine.model.snapshot import PROVIDER, Resource
from engine.provider.port import Provider
from engine.provider.schema import NodeKind, SchemaNode
from snapshots.terraform.plan.extent import configured
from snapshots.terraform.references import Follower, Instances, Led, Module, References, borrowed

_LISTS = frozenset({NodeKind.LIST, NodeKind.SET})
_WRITTEN = frozenset({"references", "constant_value"})  # of an expression, which no block has


def with_intents(
    resources: Iterable[Resource], document: Mapping[str, Any], provider: Provider
) -> tuple[Resource, ...]:
    """Return the planned resources of a plan with what it says of them beside their attributes.

    Raises UnreadableDocumentError for a configuration whose form is not known.
    """
    unknown = dict(_unknown(document))
    configuration = document.get("configuration")
    root = configuration.get("root_module") if isinstance(configuration, dict) else None
    written = {address: entry for address, entry, _ in configured(root if isinstance(root, dict) else {})}
    found = tuple(_with_provider(item, written.get(code_address(item.address), {})) for item in resources)
    if not unknown:
        return found
    follower = Follower(_module(root if isinstance(root, dict) else {}))
    instances = Instances(item.address for item in found if item.is_managed)

    def told(item: Resource) -> Intent | None:
        paths = sorted(_paths(unknown.get(item.address, {}), provider.find(item.type), ()))
        if not paths:
            return None
        entry = written.get(code_address(item.address))
        expressions = entry.get("expressions") if entry is not None else None
        set_ = expressions.keys() if isinstance(expressions, dict) else None
        unset = {path[0] for path in paths if set_ is not None and len(path) == 1 and path[0] not in set_}
        known = parse(item.address)
        module = [step.name.partition(".")[2] for step in known.steps[:-1]] if known is not None else []
        open_ = tuple(path for path in paths if path[0] not in unset and not _is_unset(expressions, path))
        return Intent(
            unknown=open_,
            unset=tuple(sorted(unset)),
            borrowed=tuple(_borrowed(open_, expressions, lambda texts: follower.lead(texts, module))),
            refers=tuple(
                reference
                for name in sorted({path[0] for path in paths} - unset)
                if isinstance(expressions, dict)
                for reference in instances.references(
                    name, item.address, follower.lead(_references(expressions.get(name)), module)
                )
            ),
        )

    return tuple(replace(item, intent=intent) if (intent := told(item)) is not None else item for item in found)


def _with_provider(item: Resource, entry: Mapping[str, Any]) -> Resource:
    """Return a resource with the configuration of its provider among its dependencies, as code has it."""
    key = entry.get("provider_config_key")
    if not item.is_managed or not isinstance(key, str):
        return item
    return replace(item, dependencies=(*item.dependencies, f"{PROVIDER}{key}"))


def _borrowed(paths: Iterable[Path], expressions: Any, lead: Callable[[References], Led]) -> Iterator[Borrowed]:
    """Yield which unknown parts are attributes of other resources, by what all blocks that may be meant write there.

    A plan tells what an expression refers to and not what it makes of it. What it makes of one attribute of one
    resource is taken for that, or for a text around it: that answers whether something is set, and never which.
    """
    for path in paths:
        told = [borrowed(lead(_references(one)), path) for one in _expressions(expressions, path)]
        if told and told[0] is not None and all(one == told[0] for one in told):
            yield told[0]


def _expressions(expressions: Any, path: Path) -> list[Any]:
    """Return the expressions that may stand at a path: which block an index means is not known of a set.

    Nothing where one of them is not told, as by what `dynamic` blocks make.
    """
    found = [expressions]
    for part in path:
        if type(part) is Index:
            continue
        if not all(isinstance(block, dict) and part in block and not _WRITTEN & block.keys() for block in found):
            return []
        told = [block[part] for block in found]
        found = [entry for one in told for entry in (one if isinstance(one, list) else [one])]
    return found if all(map(_is_written, found)) else []


def _is_written(expression: Any) -> bool:
    return isinstance(expression, dict) and isinstance(expression.get("references"), list)


def _is_unset(expressions: Any, path: Path) -> bool:
    """Tell whether none of the blocks that a configuration writes says anything of a member on the way of a path.

    What `dynamic` blocks make is not among them: there nobody knows. Which block an index means is not known of a set.
    """
    blocks = [expressions]
    for part in path:
        if type(part) is Index:
            continue
        if not all(isinstance(block, dict) and not _WRITTEN & block.keys() for block in blocks):
            return False
        told = [block[part] for block in blocks if part in block]
        if not told:
            return part is not path[0] and bool(blocks)
        blocks = [entry for one in told for entry in (one if isinstance(one, list) else [one])]
    return False


def _unknown(document: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for entry in document.get("resource_changes", ()):
        change = entry.get("change")
        told = change.get("after_unknown") if isinstance(change, dict) else None
        if entry.get("mode") == "managed" and "deposed" not in entry and isinstance(told, dict):
            yield str(entry.get("address")), told


def _paths(mirror: Any, node: SchemaNode | None, path: Path) -> Iterator[Path]:
    """Yield the paths at which the mirror of a resource's values says true; of a map that people fill only the map.

    Where no schema tells what a value is, what is unknown in it makes all of it unknown.
    """
    if mirror is True:
        yield path
    elif not isinstance(mirror, dict | list) or not _holds_true(mirror):
        return
    elif path and (node is None or node.kind not in {*_LISTS, NodeKind.OBJECT}):
        yield path
    elif isinstance(mirror, dict):
        for name, inner in mirror.items():
            child = node.fields.get(name) if node is not None else None
            yield from _paths(inner, child, (*path, Name(name)))
    else:
        for index, inner in enumerate(mirror):
            yield from _paths(inner, node.element if node is not None else None, (*path, Index(index)))


def _holds_true(mirror: Any) -> bool:
    if isinstance(mirror, dict | list):
        return any(map(_holds_true, mirror.values() if isinstance(mirror, dict) else mirror))
    return mirror is True


def _module(block: Mapping[str, Any], inputs: Mapping[str, References] | None = None) -> Module:
    """Return what the expressions of a module refer to; a plan says nothing of its locals."""
    calls = block.get("module_calls") or {}
    outputs = block.get("outputs") or {}
    return Module(
        outputs={
            str(name): _references(entry.get("expression"))
            for name, entry in outputs.items()
            if isinstance(entry, dict)
        },
        calls={
            str(name): _module(
                call["module"],
                {str(key): _references(value) for key, value in (call.get("expressions") or {}).items()},
            )
            for name, call in calls.items()
            if isinstance(call, dict) and isinstance(call.get("module"), dict)
        },
        inputs=inputs or {},
    )


def _references(expression: Any) -> References:
    """Return all references in an expression or in the expressions of a block."""
    if isinstance(expression, list):
        return tuple(text for entry in expression for text in _references(entry))
    if not isinstance(expression, dict):
        return ()
    own = expression.get("references")
    found = tuple(text for text in own if isinstance(text, str)) if isinstance(own, list) else ()
    inner = (value for name, value in expression.items() if name not in ("references", "constant_value"))
    return (*found, *(text for value in inner for text in _references(value)))
