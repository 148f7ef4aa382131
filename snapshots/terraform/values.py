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
from snapshots.redact import Path as SecretPath
from snapshots.terraform.documents import Reading, UnreadableError, entries, texts
from snapshots.terraform.extent import RESTORE, lacking, partial
from snapshots.terraform.resources import Instance, ResourceMaker, checked_mode

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
    before = _before(document)
    part, name = (document.get("planned_values"), "planned_values") if side is Side.DESIRED else (before, "prior_state")
    if not isinstance(part, dict):
        raise UnreadableError(
            GapReason.MISSING_INPUT,
            f"the plan has no {name}",
            "make the plan of an estate that has a state" if side is Side.OBSERVED else RESTORE,
        )
    resources, gaps = maker.resources(_walk(_root(part), 0))
    if side is Side.DESIRED and not resources and _plans_nothing(document):
        raise UnreadableError(
            GapReason.UNSUPPORTED,
            "the plan is of a refresh only: it shows reality, no intent",
            "give it as an observed source, or make a plan without -refresh-only",
        )
    made_at = _made_at(document)
    prior = _walk(_root(before), 0) if before else ()
    unseen = tuple(partial(document, prior, side, source))
    if side is Side.DESIRED:
        unseen += tuple(lacking(document, {item.address for item in resources}, source))
    undated = tuple(_undated(source)) if side is Side.OBSERVED and made_at is None else ()
    counts = Counter(item.type for item in resources if item.mode is Mode.MANAGED and not item.deposed)
    types = {*counts, *_changed_types(document)} if side is Side.OBSERVED else set()
    return Reading(
        resources=resources,
        gaps=(*gaps, *unseen, *undated),
        listings=tuple(
            Listing(
                type=type_,
                account="",
                region="",
                complete=not unseen,
                count=counts[type_],
                operation=REFRESH,
            )
            for type_ in sorted(types)
        ),
        outputs=maker.outputs(_outputs(part)),
        facts=_facts(document),
        made_at=made_at,
        complete=not unseen,
    )


def _before(document: Mapping[str, Any]) -> Any:
    """Return the values of a plan's prior state; none where there is no such state."""
    prior = document.get("prior_state")
    return prior.get("values") if isinstance(prior, dict) else None


def _root(values: Any) -> Mapping[str, Any]:
    root = values.get("root_module") if isinstance(values, dict) else None
    if not isinstance(root, dict):
        raise UnreadableError(GapReason.UNPARSABLE, "the values have no root module", RESTORE)
    return root


def _outputs(values: Any) -> Mapping[str, Any]:
    outputs = values.get("outputs") or {}
    if not isinstance(outputs, dict):
        raise UnreadableError(GapReason.UNPARSABLE, "the outputs are not an object", RESTORE)
    return outputs


def _walk(module: Mapping[str, Any], depth: int) -> Iterator[Instance | Gap]:
    resources, children = module.get("resources", []), module.get("child_modules", [])
    if not isinstance(resources, list) or not isinstance(children, list) or depth > _MAX_DEPTH:
        raise UnreadableError(GapReason.UNPARSABLE, "a module has a form that is not known", RESTORE)
    for entry in resources:
        yield _instance(entry)
    for child in children:
        if not isinstance(child, dict):
            raise UnreadableError(GapReason.UNPARSABLE, "a module is not an object", RESTORE)
        yield from _walk(child, depth + 1)


def _instance(entry: Any) -> Instance:
    mode = checked_mode(entry.get("mode") if isinstance(entry, dict) else None)
    values = entry.get("values", {})
    if not isinstance(values, dict) or not all(isinstance(entry.get(key), str) for key in ("type", "address")):
        raise UnreadableError(GapReason.UNPARSABLE, "a resource lacks type, address or values", RESTORE)
    deposed = entry.get("deposed_key")
    if not isinstance(deposed, str | None):
        raise UnreadableError(GapReason.UNPARSABLE, "the deposed key of a resource is no text", RESTORE)
    return Instance(
        type=entry["type"],
        mode=mode,
        address=entry["address"],
        attributes=values,
        provider=str(entry.get("provider_name", "")),
        secrets=tuple(_marked(entry.get("sensitive_values", {}), ())),
        deposed=deposed or "",
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


def _plans_nothing(document: Mapping[str, Any]) -> bool:
    """Tell whether a plan leaves everything that is there as it is; one that destroys everything does not."""
    before = _before(document)
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
        raise UnreadableError(GapReason.UNPARSABLE, "the plan's timestamp is no time with a zone", RESTORE)
    return made
