"""How much of an estate a plan shows: all of it, by what the plan says of itself or by what it holds.

`complete` is written by Terraform 1.8 and later (`internal/command/jsonplan/plan.go`), `errored` since 1.6; OpenTofu
writes `errored` only. A plan lists every instance of its prior state in `resource_changes`, also those that it leaves
as they are, except the ones that `-target` or `-exclude` kept it from. A refresh-only plan lists none, so that without
`complete` its own contents prove nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from engine.model.address import code_address, inside
from engine.model.outcome import Gap, GapReason
from engine.model.snapshot import Side
from snapshots.terraform.documents import UnreadableDocumentError
from snapshots.terraform.state.resources import Instance

RESTORE = "make the file again with `terraform show -json`"
_OPERATION = "read plan"
# https://developer.hashicorp.com/terraform/internals/json-format#plan-representation
_DEFERRED = {
    "instance_count_unknown": "how many there will be is not known before an apply",
    "resource_config_unknown": "its arguments are not known before an apply",
    "provider_config_unknown": "how its provider is configured is not known before an apply",
    "absent_prereq": "what it needs is not there yet",
    "deferred_prereq": "what it needs is deferred itself",
}


def partial(document: Mapping[str, Any], prior: Iterable[Instance | Gap], side: Side, source: str) -> Iterator[Gap]:
    """Yield why a plan does not prove that it shows everything; `prior` are the instances of its prior state."""
    if document.get("errored") is True:
        yield _gap(GapReason.TOOL_ERROR, source, "the plan ended with errors", "mend them, plan again")
    elif document.get("complete") is False:
        detail = "the plan shows only a part (-target, or deferred changes)"
        yield _gap(GapReason.LIMIT_REACHED, source, detail, "plan without -target")
    elif "complete" not in document:
        yield from _unproven(document, prior, side, source)
    for entry in document.get("deferred_changes", ()):
        change = entry.get("resource_change")
        address = change.get("address") if isinstance(change, dict) else None
        why = _DEFERRED.get(str(entry.get("reason")), "the plan does not say why in a way that is known")
        gap = _gap(GapReason.LIMIT_REACHED, source, f"the plan defers what becomes of it: {why}", "apply, plan again")
        yield replace(gap, address=address if isinstance(address, str) else "")


def _unproven(document: Mapping[str, Any], prior: Iterable[Instance | Gap], side: Side, source: str) -> Iterator[Gap]:
    """Yield a gap when the contents of a plan that does not say whether it is complete do not prove it."""
    changed = set(_instances(document, "resource_changes"))
    seen = changed | set(_instances(document, "resource_drift")) if side is Side.OBSERVED else changed
    there = {(item.address, item.deposed) for item in prior if isinstance(item, Instance) and item.mode == "managed"}
    unseen = {address for address, _ in there - seen}
    if side is Side.DESIRED:
        unseen |= _unplanned(document, {code_address(address) for address, _ in changed})
    if unseen:
        yield _gap(
            GapReason.LIMIT_REACHED,
            source,
            f"the plan does not say whether it is complete, and does not show that it looked at {len(unseen)} "
            f"resource{'s' if len(unseen) > 1 else ''} such as {min(unseen)}",
            "plan with Terraform 1.8 or later, which writes `complete`, or give a plan without -target"
            + (" and -refresh-only" if side is Side.OBSERVED else ", or the state"),
        )


def _instances(document: Mapping[str, Any], name: str) -> Iterator[tuple[str, str]]:
    """Yield the address and the deposed key of each managed instance in a list of changes."""
    for entry in document.get(name, ()):
        if entry.get("mode") == "managed" and isinstance(entry.get("address"), str):
            yield entry["address"], str(entry.get("deposed") or "")


def _unplanned(document: Mapping[str, Any], planned: set[str]) -> set[str]:
    """Return the resources of a plan's configuration without an instance in it that must have one."""
    configuration = document.get("configuration")
    root = configuration.get("root_module") if isinstance(configuration, dict) else None
    if not isinstance(root, dict):
        return {"those of its configuration"}
    return {address for address, _, is_sure in configured(root) if is_sure and address not in planned}


def configured(
    module: Mapping[str, Any], address: str = "", *, is_sure: bool = True
) -> Iterator[tuple[str, Mapping[str, Any], bool]]:
    """Yield the managed resources of a module and of those that it calls, by their addresses without keys.

    Beside each stands what the configuration says of it, and whether it must have an instance. Raises
    UnreadableDocumentError.
    """
    calls = module.get("module_calls") or {}
    if not isinstance(calls, dict) or not all(isinstance(call, dict) for call in calls.values()):
        raise UnreadableDocumentError(
            GapReason.UNPARSABLE, "the plan's configuration has a form that is not known", RESTORE
        )
    resources = module.get("resources") or []
    if not isinstance(resources, list) or not all(isinstance(entry, dict) for entry in resources):
        raise UnreadableDocumentError(
            GapReason.UNPARSABLE, "the plan's configuration has a form that is not known", RESTORE
        )
    for entry in resources:
        if entry.get("mode") == "managed":
            yield inside(address, str(entry.get("address"))), entry, is_sure and not _none(entry)
    for name, call in calls.items():
        inner = call.get("module")
        if isinstance(inner, dict):
            yield from configured(inner, inside(address, f"module.{name}"), is_sure=is_sure and not _none(call))


def _none(block: Mapping[str, Any]) -> bool:
    """Tell whether a block may have no instance: it is repeated as often as an expression says, or literally never."""
    repeats = [block[name] for name in ("count_expression", "for_each_expression") if isinstance(block.get(name), dict)]
    return any(not repeat.get("constant_value") for repeat in repeats)


def _gap(reason: GapReason, source: str, detail: str, fix: str) -> Gap:
    return Gap(reason=reason, source=source, detail=detail, operation=_OPERATION, fix=fix)
