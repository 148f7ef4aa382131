"""Whether an object is what its owner makes: its spec is the one of the owner's template.

Whoever may create an object may write any owner into it, with the uid that everybody reads there. What controllers and
admission add to what they make is left out: https://kubernetes.io/docs/concepts/workloads/controllers/
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from snapshots.documents.kubernetes.kinds import JOB
from snapshots.documents.kubernetes.members import as_items, as_mapping
from snapshots.documents.kubernetes.owners.given import written_on, written_on_job
from snapshots.documents.kubernetes.owners.history import HASH, History, is_kept, number_of
from snapshots.documents.kubernetes.owners.profiles import confined
from snapshots.documents.kubernetes.pods import CLAIM_SPEC, POD_SPEC, own_pod
from snapshots.documents.kubernetes.shapes import Object, shaped
from snapshots.documents.piece import Piece

# What the scheduler, a resize and the controller of a set give to a pod by itself.
_ADDED = ("hostname", "nodeName", "overhead", "priority", "resources", "subdomain")
_ORDINAL = re.compile(r"0|[1-9][0-9]{0,8}")
_INDEX = "JOB_COMPLETION_INDEX"
_INDEXES = tuple(
    {"fieldRef": {"apiVersion": "v1", "fieldPath": f"metadata.{where}['batch.kubernetes.io/job-completion-index']"}}
    for where in ("annotations", "labels")
)
_TOLERATED = frozenset(
    f"node.kubernetes.io/{why}"
    for why in (
        *("disk-pressure", "memory-pressure", "network-unavailable", "not-ready", "pid-pressure", "unreachable"),
        "unschedulable",
    )
)


def follows(owner: Piece, piece: Piece, history: History) -> bool:
    """Tell whether an object is what its owner makes; what no rule is known of is not.

    `history` are all of its kind that name this owner.
    """
    spec = as_mapping(piece.content.get("spec"))
    match piece.kind:
        case "batch/Job":
            own = as_mapping(as_mapping(_spec_of(owner).get("jobTemplate")).get("spec"))
            is_written = written_on_job(_metadata(spec), piece) == written_on_job(_metadata(own), piece)
            return is_written and bool(_job(spec) == _job(own))
        case "apps/ReplicaSet":
            template = as_mapping(spec.get("template"))
            return _is_template(template, owner, piece) or is_kept(owner, piece, history)
        case "Pod":
            own, told = _template(owner), _metadata(_spec_of(owner))
            is_written = written_on(piece.content, spec, owner, piece) == written_on(told, own, owner, piece)
            made = _pod(confined(own, told), owner, piece)
            return is_written and bool(_pod(confined(spec, piece.content), owner, piece) == made)
        case "apps/ControllerRevision":
            return _is_revision(owner, piece, history)
        case "PersistentVolumeClaim":
            return is_claim(owner, piece)
    return False


def _is_template(template: Mapping[str, Any], owner: Piece, piece: Piece) -> bool:
    """Tell whether a template is that of an owner: what its pods are, and what is written on them."""
    own = as_mapping(_spec_of(owner).get("template"))
    if _written(template) != _written(own):
        return False
    return bool(_pod(as_mapping(template.get("spec")), owner, piece) == _pod(_template(owner), owner, piece))


def _written(template: Mapping[str, Any]) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    metadata = as_mapping(template.get("metadata"))
    labels = {name: value for name, value in as_mapping(metadata.get("labels")).items() if name != HASH}
    return labels, as_mapping(metadata.get("annotations"))


def _is_revision(owner: Piece, piece: Piece, history: History) -> bool:
    """Tell whether a revision holds a template and nothing else, and while it is in use that of its owner.

    Pods of a StatefulSet are made of the two revisions that its status names, those of a DaemonSet of the newest one.
    Others are kept to go back to, under lower numbers.
    """
    template = _revised(piece)
    if template is None:
        return False
    if _is_template(template, owner, piece):
        return True
    return piece.name not in _in_use(owner) and history.has(piece)


def history_of(owner: Piece, pieces: Sequence[Piece]) -> History:
    """Return what those of a kind tell that name an owner: it has numbered them up to the one that it is at."""
    if owner.kind == "apps/StatefulSet":
        at = [piece for piece in pieces if piece.name in _in_use(owner)]
    elif owner.kind == "apps/DaemonSet":
        at = [piece for piece in pieces if (told := _revised(piece)) and _is_template(told, owner, piece)]
    else:
        at = [owner] if number_of(owner) else list(pieces)
    return History(owner, pieces, max(map(number_of, at), default=0))


def _in_use(owner: Piece) -> tuple[Any, ...]:
    """Return the names of the revisions that a StatefulSet makes pods of."""
    return tuple(owner.status.get(name) for name in ("currentRevision", "updateRevision"))


def _revised(piece: Piece) -> Mapping[str, Any] | None:
    """Return the template that a revision holds, none where it holds anything else."""
    data = as_mapping(piece.content.get("data"))
    inner = as_mapping(data.get("spec"))
    template = dict(as_mapping(inner.get("template")))
    is_whole = data.keys() == {"spec"} and inner.keys() == {"template"} and template.pop("$patch", None) == "replace"
    return template if is_whole else None


def is_claim(owner: Piece, piece: Piece) -> bool:
    """Tell whether a claim is one that a StatefulSet makes for a pod that it has, or a Pod for its volume."""
    made = next((template for name, template in _claims(owner, str(piece.name)) if name == piece.name), None)
    if made is None:
        return False
    return bool(_claim(as_mapping(piece.content.get("spec")), made) == _claim(made, made))


def _claims(owner: Piece, name: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the names of the claims of an owner, as far as they may be this one, each with its spec."""
    spec = _spec_of(owner)
    if owner.kind == "Pod":
        for volume in as_items(spec.get("volumes")):
            template = as_mapping(as_mapping(volume.get("ephemeral")).get("volumeClaimTemplate"))
            yield f"{owner.name}-{volume.get('name')}", as_mapping(template.get("spec"))
        return
    first, many = as_mapping(spec.get("ordinals")).get("start", 0), spec.get("replicas", 1)
    ordinal = name.rpartition("-")[2]
    if not isinstance(first, int) or not isinstance(many, int) or not _ORDINAL.fullmatch(ordinal):
        return
    if first <= int(ordinal) < first + many:  # of what was scaled away the claims belong to nobody
        for template in as_items(spec.get("volumeClaimTemplates")):
            begin = as_mapping(template.get("metadata")).get("name")
            yield f"{begin}-{owner.name}-{ordinal}", as_mapping(template.get("spec"))


def _claim(spec: Mapping[str, Any], made: Mapping[str, Any]) -> Any:
    """Return the spec of a claim without what the cluster gives to one that does not ask for it."""
    told = {name: value for name, value in spec.items() if name not in {"volumeName", "storageClassName"} - made.keys()}
    sources = [told[name] for name in ("dataSource", "dataSourceRef") if name in told]
    if sources:  # the API writes the one as the other
        told |= {"dataSource": sources[0], "dataSourceRef": sources[-1]}
    return shaped(told, CLAIM_SPEC)


def _spec_of(owner: Piece) -> Mapping[str, Any]:
    return as_mapping(owner.content.get("spec"))


def _metadata(spec: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what a spec says of the labels and annotations of its pods."""
    return as_mapping(as_mapping(spec.get("template")).get("metadata"))


def _template(owner: Piece) -> Mapping[str, Any]:
    return as_mapping(as_mapping(_spec_of(owner).get("template")).get("spec"))


def _job(spec: Mapping[str, Any]) -> Any:
    """Return the spec of a job as far as it says what runs: it may be suspended by itself."""
    told: Object = {name: value for name, value in spec.items() if name != "suspend"}
    template = told.get("template")
    if isinstance(template, Mapping):
        told["template"] = {"spec": template.get("spec")}
    return shaped(told, JOB)


def _pod(spec: Mapping[str, Any], owner: Piece, piece: Piece) -> Any:
    """Return the spec of a pod, or of a template, as far as its owner alone says it."""
    told = own_pod(dict(spec))
    is_of_node = owner.kind == "apps/DaemonSet"
    kept = {name: value for name, value in told.items() if name not in _ADDED}
    if is_of_node:  # its controller binds each to a node, by an affinity of its own
        kept.pop("affinity", None)
        kept["tolerations"] = [
            one for one in as_items(told.get("tolerations")) if str(one.get("key")) not in _TOLERATED
        ]
    claims = [
        as_mapping(one.get("metadata")).get("name") for one in as_items(_spec_of(owner).get("volumeClaimTemplates"))
    ]
    kept["volumes"] = [
        one
        for one in as_items(told.get("volumes"))
        if not (
            one.get("name") in claims
            and one.keys() == {"name", "persistentVolumeClaim"}
            and as_mapping(one["persistentVolumeClaim"]).get("claimName") == f"{one['name']}-{piece.name}"
        )
    ]
    for kind in ("containers", "initContainers"):
        kept[kind] = [
            _without_index({name: value for name, value in one.items() if name != "resources"}, owner)
            for one in as_items(told.get(kind))
        ]
    return shaped(kept, POD_SPEC)


def _without_index(container: Object, owner: Piece) -> Object:
    """Return a container without the variable in which a Job tells its pods which of them they are: the last one."""
    variables = as_items(container.get("env"))
    is_told = owner.kind == "batch/Job" and _spec_of(owner).get("completionMode") == "Indexed" and variables
    if not is_told or variables[-1] not in [{"name": _INDEX, "valueFrom": source} for source in _INDEXES]:
        return container
    return {**container, "env": variables[:-1]}
