"""What `terraform show -json` prints: states, and plans.

Format: https://developer.hashicorp.com/terraform/internals/json-format. A plan holds two estates: what will be
(`planned_values`), which is intent, and what a refresh found (`prior_state`), which is reality. A refresh reads each
resource of the state, of every provider, so a refresh-only plan is a full observed source for what is managed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.model.outcome import Gap, GapReason
from engine.model.snapshot import REFRESH, Listing, Planned, Resource, Side, SourceKind
from snapshots.redaction.marks import Path as SecretPath
from snapshots.terraform.documents import ParsedDocument, UnreadableDocumentError
from snapshots.terraform.plan.changes import changed_types, check_changes, check_estate, find_contradictions, moves
from snapshots.terraform.plan.checks import failed_checks
from snapshots.terraform.plan.extent import RESTORE, partial
from snapshots.terraform.plan.intent import with_intents
from snapshots.terraform.plan.planned import changed_addresses, planned
from snapshots.terraform.plan.unset import with_unset
from snapshots.terraform.plan.whereabouts import find_whereabouts
from snapshots.terraform.state.resources import Instance, ResourceMaker, checked_fact, checked_mode, is_schema_version

_MAX_DEPTH = 100
_MODULE = frozenset({"address", "resources", "child_modules"})


def read_shown(document: Mapping[str, Any], maker: ResourceMaker, source: str) -> ParsedDocument:
    """Return what the JSON form of a state holds; `source` names it in gaps.

    Of an empty state Terraform prints the version of the format and nothing else (`internal/command/jsonstate`);
    without values, but with anything else beside it, it is no whole state.
    """
    if set(document) == {"format_version"}:
        return ParsedDocument(resources=())
    values = _checked(document.get("values"))
    resources, gaps = maker.resources(_Walk(source=source).module(values["root_module"]))
    return ParsedDocument(
        resources=resources,
        gaps=gaps,
        outputs=maker.outputs(values.get("outputs")),
        facts=_facts(document),
        checks=failed_checks(document),
    )


def read_plan(document: Mapping[str, Any], maker: ResourceMaker, *, side: Side, source: str) -> ParsedDocument:
    """Return one of the two estates of a plan: what will be for the desired side, what is for the observed one.

    A plan that ended with errors or shows only a part is read and marked incomplete. `source` names it in gaps.
    """
    before = _before(document)
    part, name = (document.get("planned_values"), "planned_values") if side is Side.DESIRED else (before, "prior_state")
    if not isinstance(part, dict):
        raise UnreadableDocumentError(
            GapReason.MISSING_INPUT,
            f"the plan has no {name}",
            "make the plan of an estate that has a state" if side is Side.OBSERVED else RESTORE,
        )
    check_changes(document)
    walk = _Walk(source=source, planned=side is Side.DESIRED)
    resources, gaps = maker.resources(walk.module(_checked(part)["root_module"]))
    if side is Side.DESIRED and not resources and _plans_nothing(document):
        raise UnreadableDocumentError(
            GapReason.UNSUPPORTED,
            "the plan is of a refresh only: it shows reality, no intent",
            "give it as an observed source, or make a plan without -refresh-only",
        )
    if side is Side.DESIRED:
        resources = with_unset(with_intents(resources, document, maker.provider), document, maker.provider)
    check_estate(document, side, {item.address for item in resources} | {gap.address for gap in gaps})
    prior = tuple(walk.module(_checked(before)["root_module"])) if before is not None else ()
    contradictions = {gap.address: gap for gap in _contradictions(document, prior, source)}
    gaps = (*gaps, *contradictions.values())
    resources = tuple(item for item in resources if item.deposed or item.address not in contradictions)
    made_at = _made_at(document)
    unseen = tuple(partial(document, prior, side, source))
    undated = tuple(_undated(source)) if side is Side.OBSERVED and made_at is None else ()
    counts = Counter(item.type for item in resources if item.is_managed)
    unread = {type_ for gap in gaps for type_ in gap.types}
    types = {*counts, *unread, *changed_types(document)} if side is Side.OBSERVED else set()
    return ParsedDocument(
        resources=resources,
        gaps=(*gaps, *unseen, *undated),
        listings=tuple(
            Listing(
                type=type_,
                account="",
                region="",
                complete=not unseen and type_ not in unread,
                count=counts[type_],
                operation=REFRESH,
            )
            for type_ in sorted(types)
        ),
        outputs=maker.outputs(part.get("outputs")),
        facts=_facts(document) | (find_whereabouts(document) if side is Side.DESIRED else {}),
        made_at=made_at,
        complete=not unseen,
        moves=moves(document),
        checks=failed_checks(document),
        planned=_planned(document, prior, resources, maker) if side is Side.DESIRED else (),
    )


def _planned(
    document: Mapping[str, Any], prior: Iterable[Instance | Gap], after: tuple[Resource, ...], maker: ResourceMaker
) -> tuple[Planned, ...]:
    changed = set(changed_addresses(document))
    before, _ = maker.resources(item for item in prior if isinstance(item, Instance) and item.address in changed)
    return planned(document, before, after, maker.provider)


def _contradictions(document: Mapping[str, Any], prior: Iterable[Instance | Gap], source: str) -> Iterator[Gap]:
    """Yield the gap of each resource of which a plan says two things: the file was changed, or put together."""
    known = {
        item.address: item
        for item in prior
        if isinstance(item, Instance) and item.mode == "managed" and not item.deposed
    }
    for address in find_contradictions(document, {name: item.attributes for name, item in known.items()}):
        yield Gap(
            reason=GapReason.UNPARSABLE,
            source=source,
            detail="what the plan says of its changes is not what its prior_state says",
            operation="read plan",
            types=(known[address].type,),
            address=address,
            fix=RESTORE,
        )


def _before(document: Mapping[str, Any]) -> Any:
    """Return the values of a plan's prior state; none where there is no such state."""
    prior = document.get("prior_state")
    return prior.get("values") if isinstance(prior, dict) else None


def _checked(values: Any) -> Mapping[str, Any]:
    """Return the values of an estate; Terraform writes their root module even when it is empty."""
    if not isinstance(values, dict) or not isinstance(values.get("root_module"), dict):
        raise UnreadableDocumentError(GapReason.UNPARSABLE, "the values have no root module", RESTORE)
    return values


@dataclass(frozen=True, slots=True, kw_only=True)
class _Walk:
    """Goes through the modules of an estate; `source` names the document in gaps."""

    source: str
    planned: bool = False

    def module(self, module: Any, depth: int = 0) -> Iterator[Instance | Gap]:
        """Yield the instances of a module and of those that it calls."""
        if not isinstance(module, dict):
            raise UnreadableDocumentError(GapReason.UNPARSABLE, "a module is not an object", RESTORE)
        resources, children = module.get("resources", []), module.get("child_modules", [])
        if not isinstance(resources, list) or not isinstance(children, list) or depth > _MAX_DEPTH:
            raise UnreadableDocumentError(GapReason.UNPARSABLE, "a module has a form that is not known", RESTORE)
        if any(isinstance(part, dict | list) for name, part in module.items() if name not in _MODULE):
            raise UnreadableDocumentError(
                GapReason.UNSUPPORTED, "a module has a part that is not known", "update driftgate"
            )
        for entry in resources:
            yield self.instance(entry)
        for child in children:
            yield from self.module(child, depth + 1)

    def instance(self, entry: Any) -> Instance | Gap:
        """Return an instance, or the gap of one that shows not all that it has to."""
        mode = checked_mode(entry.get("mode") if isinstance(entry, dict) else None)
        values = entry.get("values", {})
        if not isinstance(values, dict) or not all(isinstance(entry.get(key), str) for key in ("type", "address")):
            raise UnreadableDocumentError(GapReason.UNPARSABLE, "a resource lacks type, address or values", RESTORE)
        depends, marks = entry.get("depends_on", []), entry.get("sensitive_values", {})
        for name, is_known in (
            ("values", self.planned or "values" in entry),  # of what is planned there may be nothing to know yet
            ("sensitive_values", isinstance(marks, dict) and _are_marks(marks)),
            ("depends_on", isinstance(depends, list)),
            ("schema_version", is_schema_version(entry.get("schema_version"))),
        ):
            if not is_known:
                return self.unknown(entry, name)
        return Instance(
            type=entry["type"],
            mode=mode,
            address=entry["address"],
            attributes=values,
            provider=str(entry.get("provider_name", "")),
            secrets=tuple(marked_paths(marks, ())),
            deposed=checked_fact(entry, "deposed_key", str),
            tainted=entry.get("tainted") is True,
            dependencies=tuple(sorted(map(str, depends))),
            schema_version=entry.get("schema_version"),
        )

    def unknown(self, entry: Mapping[str, Any], name: str) -> Gap:
        """Return the gap of a resource whose part `name` cannot be read."""
        what = "has" if name == "schema_version" else "are missing or have"
        return Gap(
            reason=GapReason.UNSUPPORTED,
            source=self.source,
            detail=f"its {name} {what} a form that is not known",
            operation="read plan" if self.source.startswith(SourceKind.TFPLAN) else "read state",
            types=(entry["type"],),
            address=entry["address"],
            fix=RESTORE,
        )


def _are_marks(marks: Any) -> bool:
    if isinstance(marks, dict | list):
        return all(map(_are_marks, marks.values() if isinstance(marks, dict) else marks))
    return isinstance(marks, bool)


def marked_paths(marks: Any, path: SecretPath) -> Iterator[SecretPath]:
    """Yield the paths at which the mirror of a resource's values says true."""
    if marks is True:
        yield path
    elif isinstance(marks, dict):
        for name, inner in marks.items():
            yield from marked_paths(inner, (*path, name))
    elif isinstance(marks, list):
        for index, inner in enumerate(marks):
            yield from marked_paths(inner, (*path, index))


def _plans_nothing(document: Mapping[str, Any]) -> bool:
    """Tell whether a plan leaves everything that is there as it is; one that destroys everything does not."""
    before = _before(document)
    if before is None or document.get("resource_changes"):
        return False
    return any(True for _ in _Walk(source="").module(_checked(before)["root_module"]))


def _undated(source: str) -> Iterator[Gap]:
    yield Gap(
        reason=GapReason.STALE,
        source=source,
        detail="the plan does not say when it was made",
        operation="read plan",
        fix="make it with Terraform 1.6 or later",
    )


def _facts(document: Mapping[str, Any]) -> dict[str, str]:
    names = ("terraform_version", "timestamp")
    return {name: fact for name in names if (fact := checked_fact(document, name, str))}


def _made_at(document: Mapping[str, Any]) -> datetime | None:
    stamp = document.get("timestamp")
    if stamp is None:
        return None
    try:
        made = datetime.fromisoformat(stamp)
    except (TypeError, ValueError):
        made = None
    if made is None or made.tzinfo is None:
        raise UnreadableDocumentError(GapReason.UNPARSABLE, "the plan's timestamp is no time with a zone", RESTORE)
    return made
