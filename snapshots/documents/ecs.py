"""Services, task definitions and clusters of ECS, as `aws ecs describe-…` prints them, in Terraform's vocabulary.

The members of what the command prints are those of the API's answers, so that the declarations by which AWS is read
say what they are: a document of ECS is compared with a state, with an account, or with another document. The input of
`aws ecs register-task-definition` is read as a task definition, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from snapshots.aws.reading.expressions import UNTOLD, evaluate, without_reserved
from snapshots.aws.reading.service import ResourceType
from snapshots.aws.services.ecs import SERVICES
from snapshots.documents.errors import cut, empty, unparsable
from snapshots.documents.piece import Piece, Reading, check_unique, list_of, mapping_of, text_of

_TYPES: Mapping[str, ResourceType] = {type_.name: type_ for service in SERVICES for type_ in service.types}
_ARN = re.compile(r"arn:(?P<partition>[a-z\-]+):ecs:(?P<region>[a-z0-9\-]+):(?P<account>\d{12}):(?P<rest>.+)")
_BROKEN = (TypeError, KeyError, ValueError, AttributeError)
_REGISTERED = frozenset({"family", "containerDefinitions"})


@dataclass(frozen=True, slots=True)
class _Kind:
    """What a member of an answer holds: of which type, and which members of an item name it and hold its ARN."""

    type: str
    name: str
    arn: str


_KINDS = {
    "services": _Kind("aws_ecs_service", "serviceName", "serviceArn"),
    "clusters": _Kind("aws_ecs_cluster", "clusterName", "clusterArn"),
    "taskDefinition": _Kind("aws_ecs_task_definition", "family", "taskDefinitionArn"),
}


def fits_ecs(document: Mapping[str, Any]) -> bool:
    """Tell whether a document is an answer of ECS, or what registers a task definition."""
    if document.keys() >= _REGISTERED:
        return isinstance(document["containerDefinitions"], list)
    definition = document.get("taskDefinition")
    if isinstance(definition, Mapping):
        return definition.keys() >= _REGISTERED
    found = [name for name in ("services", "clusters") if isinstance(document.get(name), list)]
    return len(found) == 1 and "failures" in document


def read_ecs(document: Mapping[str, Any]) -> Reading:
    """Return one piece a service, cluster or task definition; raises DocumentError."""
    failures = list_of(document.get("failures"), "failures")
    if failures:
        reasons = sorted({str(one.get("reason", "")) for one in failures if isinstance(one, Mapping)})
        raise cut(f"{len(failures)} of what was asked for failed: {', '.join(reasons)}", "ask for it again")
    items = list(_items(document))
    if not items:
        raise empty("the answer of ECS is empty", "check what was asked for")
    pieces = [_piece(kind, item) for kind, item in items]
    check_unique(pieces, "answer")
    is_definition = items[0][0] is _KINDS["taskDefinition"]
    return Reading(
        form="ecs", pieces=tuple(pieces), listed=tuple(sorted({piece.type for piece in pieces})), alone=is_definition
    )


def _items(document: Mapping[str, Any]) -> Iterator[tuple[_Kind, Mapping[str, Any]]]:
    if document.keys() >= _REGISTERED:
        yield _KINDS["taskDefinition"], document
        return
    if "taskDefinition" in document:
        definition = mapping_of(document["taskDefinition"], "taskDefinition")
        yield _KINDS["taskDefinition"], {**definition, "tags": document.get("tags")}
        return
    name = "services" if "services" in document else "clusters"
    for item in document[name]:
        yield _KINDS[name], mapping_of(item, f"an entry of {name}")


def _piece(kind: _Kind, item: Mapping[str, Any]) -> Piece:
    name = text_of(item.get(kind.name), kind.name)
    arn = item.get(kind.arn)
    found = _ARN.fullmatch(arn) if isinstance(arn, str) else None
    place = {f"_{key}": found[key] if found else None for key in ("account", "region", "partition")}
    type_ = _TYPES[kind.type]
    view = {**item, **place, "_parent": {"clusterArn": item.get("clusterArn")}}
    try:
        attributes = {name: evaluate(said, view) for name, said in type_.attributes.items()}
        attributes["tags"] = attributes["tags_all"] = without_reserved(evaluate(type_.tags, view) or {})
        told = {name: value for name, value in attributes.items() if value is not UNTOLD}
        id_ = evaluate(type_.id, view)
    except _BROKEN as error:  # its text may hold a value
        raise unparsable(f"{name} has another form than ECS gives ({type(error).__name__})") from error
    return Piece(
        type=kind.type,
        label=_label(kind, item),
        name=name,
        id=id_ if isinstance(id_, str) else "",
        content={name: value for name, value in told.items() if name not in _unknown(item, kind, found is None)},
        account=found["account"] if found else "",
        region=found["region"] if found else "",
    )


def _label(kind: _Kind, item: Mapping[str, Any]) -> str:
    """Return where a service runs, the name of its cluster, since names of services are those within one."""
    arn = item.get("clusterArn")
    if kind.type != "aws_ecs_service" or not isinstance(arn, str):
        return "ecs"
    return re.sub(r"[^\w\-]", "_", arn.rpartition("/")[2]) or "ecs"


def _unknown(item: Mapping[str, Any], kind: _Kind, is_unplaced: bool) -> Iterable[str]:
    """Return the attributes that what is only about to be registered cannot have."""
    return {"arn", "arn_without_revision", "revision"} if is_unplaced and kind.arn not in item else ()
