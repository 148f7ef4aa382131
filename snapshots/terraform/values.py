"""What `terraform show -json` prints: states, and plans.

Format: https://developer.hashicorp.com/terraform/internals/json-format. A plan holds two estates: what will be
(`planned_values`), which is intent, and what a refresh found (`prior_state`), which is reality. A refresh reads each
resource of the state, of every provider, so a refresh-only plan is a full observed source for what is managed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from engine.model.outcome import Gap, GapReason
from engine.model.snapshot import REFRESH, Listing, Mode, Side
from snapshots.secret_marks import Path as SecretPath
from snapshots.terraform.documents import Reading, UnreadableError, entries, texts
from snapshots.terraform.resources import Instance, ResourceMaker, checked_mode

_RESTORE = "make the file again with `terraform show -json`"
_MAX_DEPTH = 100


def read_shown(document: Mapping[str, Any], maker: ResourceMaker) -> Reading:
    """Return what the JSON form of a state holds; of one that was never written it has only a version."""
    if document.keys() == {"format_version"}:  # what is printed of a state that was never written
        return Reading(resources=())
    values = document.get("values")
    resources, gaps = maker.resources(_walk(_root(values), 0))
    return Reading(
        resources=resources,
        gaps=gaps,
        outputs=maker.outputs(_outputs(values)),
        facts=_facts(document),
    )


def read_plan(document: Mapping[str, Any], maker: ResourceMaker, *, side: Side, source: str) -> Reading:
    """Return one of the two estates of a plan: what will be for the desired side, what is for the observed one.

    A plan that ended with errors or shows only a part is read and marked incomplete. `source` names it in gaps.
    """
    if side is Side.DESIRED:
        part = document.get("planned_values")
        name = "planned_values"
    else:
        prior = document.get("prior_state")
        part = prior.get("values") if isinstance(prior, dict) else None
        name = "prior_state"
    if not isinstance(part, dict):
        raise UnreadableError(
            GapReason.MISSING_INPUT,
            f"the plan has no {name}",
            "make the plan of an estate that has a state" if side is Side.OBSERVED else _RESTORE,
        )
    resources, gaps = maker.resources(_walk(_root(part), 0))
    if side is Side.DESIRED and not resources and _plans_nothing(document):
        raise UnreadableError(
            GapReason.UNSUPPORTED,
            "the plan is of a refresh only: it shows reality, no intent",
            "give it as an observed source, or make a plan without -refresh-only",
        )
    made_at = _made_at(document)
    kept = _kept(document) if side is Side.DESIRED else set()
    partial = (*_partial(document, source), *_lacking(kept - {item.address for item in resources}, source))
    undated = tuple(_undated(source)) if side is Side.OBSERVED and made_at is None else ()
    counts = Counter(item.type for item in resources if item.mode is Mode.MANAGED and not item.deposed)
    types = {*counts, *_changed_types(document)} if side is Side.OBSERVED else set()
    return Reading(
        resources=resources,
        gaps=(*gaps, *partial, *undated),
        listings=tuple(
            Listing(
                type=type_,
                account="",
                region="",
                complete=not partial,
                count=counts[type_],
                operation=REFRESH,
            )
            for type_ in sorted(types)
        ),
        outputs=maker.outputs(_outputs(part)),
        facts=_facts(document),
        made_at=made_at,
        complete=not partial,
    )


def _root(values: Any) -> Mapping[str, Any]:
    root = values.get("root_module") if isinstance(values, dict) else None
    if not isinstance(root, dict):
        raise UnreadableError(GapReason.UNPARSABLE, "the values have no root module", _RESTORE)
    return root


def _outputs(values: Any) -> Mapping[str, Any]:
    outputs = values.get("outputs") or {}
    if not isinstance(outputs, dict):
        raise UnreadableError(GapReason.UNPARSABLE, "the outputs are not an object", _RESTORE)
    return outputs


def _walk(module: Mapping[str, Any], depth: int) -> Iterator[Instance | Gap]:
    resources, children = module.get("resources", []), module.get("child_modules", [])
    if not isinstance(resources, list) or not isinstance(children, list) or depth > _MAX_DEPTH:
        raise UnreadableError(GapReason.UNPARSABLE, "a module has a form that is not known", _RESTORE)
    for entry in resources:
        yield _instance(entry)
    for child in children:
        if not isinstance(child, dict):
            raise UnreadableError(GapReason.UNPARSABLE, "a module is not an object", _RESTORE)
        yield from _walk(child, depth + 1)


def _instance(entry: Any) -> Instance:
    mode = checked_mode(entry.get("mode") if isinstance(entry, dict) else None)
    values = entry.get("values", {})
    if not isinstance(values, dict) or not all(isinstance(entry.get(key), str) for key in ("type", "address")):
        raise UnreadableError(GapReason.UNPARSABLE, "a resource lacks type, address or values", _RESTORE)
    return Instance(
        type=entry["type"],
        mode=mode,
        address=entry["address"],
        attributes=values,
        provider=str(entry.get("provider_name", "")),
        secrets=tuple(_marked(entry.get("sensitive_values", {}), ())),
        deposed=str(entry.get("deposed_key") or ""),
        tainted=entry.get("tainted") is True,
        dependencies=texts(entry.get("depends_on"), "depends_on"),
    )


def _marked(marks: Any, path: SecretPath) -> Iterator[SecretPath]:
    """Yield the paths at which the mirror of a resource's values says true."""
    if marks is True:
        yield path
    elif isinstance(marks, dict):
        for name, inner in marks.items():
            yield from _marked(inner, (*path, name))
    elif isinstance(marks, list):
        for index, inner in enumerate(marks):
            yield from _marked(inner, (*path, index))


def _partial(document: Mapping[str, Any], source: str) -> Iterator[Gap]:
    for is_so, reason, detail, fix in (
        (document.get("errored") is True, GapReason.TOOL_ERROR, "the plan ended with errors", "mend them, plan again"),
        (
            document.get("complete") is False and document.get("errored") is not True,
            GapReason.LIMIT_REACHED,
            "the plan shows only a part (-target, or deferred changes)",
            "plan without -target",
        ),
        (
            bool(document.get("deferred_changes")),
            GapReason.LIMIT_REACHED,
            "the plan defers changes",
            "apply, plan again",
        ),
    ):
        if is_so:
            yield Gap(reason=reason, source=source, detail=detail, operation="read plan", fix=fix)


def _kept(document: Mapping[str, Any]) -> set[str]:
    """Return the addresses of what is there after a plan by its own list of changes."""
    found = set()
    for entry in entries(document, "resource_changes"):
        change = entry.get("change")
        actions = change.get("actions") if isinstance(change, dict) else None
        if not isinstance(actions, list) or not isinstance(entry.get("address"), str):
            raise UnreadableError(GapReason.UNPARSABLE, "a change has a form that is not known", _RESTORE)
        if entry.get("mode") == "managed" and not entry.get("deposed") and actions not in (["delete"], ["forget"]):
            found.add(entry["address"])
    return found


def _lacking(addresses: set[str], source: str) -> Iterator[Gap]:
    if addresses:
        yield Gap(
            reason=GapReason.UNPARSABLE,
            source=source,
            detail=f"the planned values lack {len(addresses)} resources that the plan keeps, such as {min(addresses)}",
            operation="read plan",
            fix=_RESTORE,
        )


def _plans_nothing(document: Mapping[str, Any]) -> bool:
    """Tell whether a plan leaves everything that is there as it is; one that destroys everything does not."""
    prior = document.get("prior_state")
    before = prior.get("values") if isinstance(prior, dict) else None
    return bool(before) and any(_walk(_root(before), 0)) and not document.get("resource_changes")


def _undated(source: str) -> Iterator[Gap]:
    yield Gap(
        reason=GapReason.STALE,
        source=source,
        detail="the plan does not say when it was made",
        operation="read plan",
        fix="make it with Terraform 1.6 or later",
    )


def _changed_types(document: Mapping[str, Any]) -> Iterator[str]:
    """Yield the types of what a refresh found gone or changed: they were looked at as well."""
    for entry in entries(document, "resource_drift"):
        if entry.get("mode") == "managed" and isinstance(entry.get("type"), str):
            yield entry["type"]


def _facts(document: Mapping[str, Any]) -> dict[str, str]:
    names = ("terraform_version", "timestamp")
    return {name: str(document[name]) for name in names if document.get(name) not in (None, "")}


def _made_at(document: Mapping[str, Any]) -> datetime | None:
    stamp = document.get("timestamp")
    if stamp is None:
        return None
    try:
        made = datetime.fromisoformat(stamp)
    except (TypeError, ValueError):
        made = None
    if made is None or made.tzinfo is None:
        raise UnreadableError(GapReason.UNPARSABLE, "the plan's timestamp is no time with a zone", _RESTORE)
    return made
