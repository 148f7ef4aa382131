"""Whether an object is what its owner makes: its spec is the one of the owner's template.

Whoever may create an object may write any owner into it, with the uid that everybody reads there. What controllers and
admission add to what they make is left out: https://kubernetes.io/docs/concepts/workloads/controllers/
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from snapshots.documents.kubernetes.kinds import JOB
from snapshots.documents.kubernetes.pods import POD_SPEC, own_pod
from snapshots.documents.kubernetes.shapes import Object, shaped
from snapshots.documents.piece import Piece

# What the scheduler, a resize and the controller of a set give to a pod by itself.
_ADDED = ("hostname", "nodeName", "overhead", "priority", "resources", "subdomain")
_TOLERATED = frozenset(
    f"node.kubernetes.io/{why}"
    for why in (
        *("disk-pressure", "memory-pressure", "network-unavailable", "not-ready", "pid-pressure", "unreachable"),
        "unschedulable",
    )
)


def follows(owner: Piece, piece: Piece) -> bool:
    """Tell whether an object is what its owner makes; of kinds without a template nothing is held against it."""
    spec = _mapping(piece.content.get("spec"))
    if owner.kind == "batch/CronJob":
        return bool(_job(spec) == _job(_mapping(_mapping(_spec_of(owner).get("jobTemplate")).get("spec"))))
    if owner.kind == "apps/Deployment":
        template = _mapping(_mapping(spec.get("template")).get("spec"))
        is_off = spec.get("replicas") == 0  # an earlier one, which is kept to go back to
        return is_off or bool(_pod(template, owner, piece) == _pod(_template(owner), owner, piece))
    if piece.kind == "Pod":
        return bool(_pod(spec, owner, piece) == _pod(_template(owner), owner, piece))
    return True


def _spec_of(owner: Piece) -> Mapping[str, Any]:
    return _mapping(owner.content.get("spec"))


def _template(owner: Piece) -> Mapping[str, Any]:
    return _mapping(_mapping(_spec_of(owner).get("template")).get("spec"))


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
        kept["tolerations"] = [one for one in _items(told.get("tolerations")) if one.get("key") not in _TOLERATED]
    claims = {_mapping(one.get("metadata")).get("name") for one in _items(_spec_of(owner).get("volumeClaimTemplates"))}
    kept["volumes"] = [
        one
        for one in _items(told.get("volumes"))
        if not (
            one.get("name") in claims
            and one.keys() == {"name", "persistentVolumeClaim"}
            and _mapping(one["persistentVolumeClaim"]).get("claimName") == f"{one['name']}-{piece.name}"
        )
    ]
    for kind in ("containers", "initContainers"):
        kept[kind] = [
            {name: value for name, value in one.items() if name != "resources"} for one in _items(told.get(kind))
        ]
    return shaped(kept, POD_SPEC)


def _items(value: Any) -> list[Mapping[str, Any]]:
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
