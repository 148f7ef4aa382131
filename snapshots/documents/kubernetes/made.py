"""Who made an object of Kubernetes: a controller of the cluster, or the cluster itself for everybody.

An object says in `ownerReferences` what controls it, and anybody who may create it can write that. It is confirmed
where the owner is in the same documents under the same uid, is of a kind whose controller makes such objects, and the
object is what its template says. Everything else is a claim.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from engine.model.identity import Maker
from snapshots.documents.kubernetes.followed import follows
from snapshots.documents.piece import Owner, Piece

_TOOL = "kubernetes"
# kind -> the kinds whose controllers make it: https://kubernetes.io/docs/concepts/workloads/controllers/
_MADE_BY: Mapping[str, frozenset[str]] = {
    "Pod": frozenset({"apps/ReplicaSet", "apps/StatefulSet", "apps/DaemonSet", "batch/Job", "ReplicationController"}),
    "apps/ReplicaSet": frozenset({"apps/Deployment"}),
    "apps/ControllerRevision": frozenset({"apps/StatefulSet", "apps/DaemonSet"}),
    "batch/Job": frozenset({"batch/CronJob"}),
    "discovery.k8s.io/EndpointSlice": frozenset({"Service"}),
    "PersistentVolumeClaim": frozenset({"apps/StatefulSet"}),
}
# What every cluster has, and what it writes of what happens.
_OWN_KINDS = frozenset({"Event", "events.k8s.io/Event", "coordination.k8s.io/Lease", "ComponentStatus", "Node"})
_OWN_NAMES = frozenset(
    {
        ("ConfigMap", "kube-root-ca.crt"),
        ("ServiceAccount", "default"),
        ("Namespace", "default"),
        ("Namespace", "kube-node-lease"),
        ("Namespace", "kube-public"),
        ("Namespace", "kube-system"),
        ("scheduling.k8s.io/PriorityClass", "system-cluster-critical"),
        ("scheduling.k8s.io/PriorityClass", "system-node-critical"),
    }
)
_OF_API = frozenset({"Service", "Endpoints", "discovery.k8s.io/EndpointSlice"})
_TOKEN = "kubernetes.io/service-account-token"  # noqa: S105 - the type of such secrets
# Labels and annotations that say that the cluster has made it.
_CLAIMS: Mapping[str, str] = {
    "kubernetes.io/bootstrapping": "bootstrap",
    "apf.kubernetes.io/autoupdate-spec": "bootstrap",
    "pv.kubernetes.io/provisioned-by": "provisioner",
    "endpointslice.kubernetes.io/managed-by": "endpoints",
    "endpoints.kubernetes.io/managed-by": "endpoints",
}


def is_own(kind: str, namespace: str, name: str, document: Mapping[str, Any]) -> bool:
    """Tell whether the cluster has an object of its own in every namespace, or writes it of what happens."""
    if kind in _OWN_KINDS or (kind, name) in _OWN_NAMES:
        return True
    if kind in _OF_API and (namespace, name) == ("default", "kubernetes"):
        return True
    return kind == "Secret" and document.get("type") == _TOKEN


def claim_of(metadata: Mapping[str, Any]) -> str:
    """Return what of the cluster labels and annotations say has made an object; empty where none does."""
    told = {**_pairs(metadata.get("labels")), **_pairs(metadata.get("annotations"))}
    return next((maker for name, maker in _CLAIMS.items() if name in told), "")


def _pairs(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


class Makers:
    """Tells who made the objects of some documents."""

    def __init__(self, pieces: Iterable[Piece]) -> None:
        """Look at all of them: an owner may stand in another document."""
        found = tuple(pieces)
        self._owners = {(piece.kind, piece.uid): piece for piece in found if piece.uid}
        self._selecting = {(piece.label, piece.name) for piece in found if piece.kind == "Service" and _selects(piece)}

    def of(self, piece: Piece) -> Maker | None:
        """Return who made an object; none where nothing says that anybody else did."""
        if piece.controller is not None:
            return self._controlled(piece, piece.controller)
        if piece.kind == "Endpoints" and (piece.label, piece.name) in self._selecting:
            return Maker(
                tool=_TOOL, name="service", confirmed_by="the service of its name, which selects pods, is there"
            )
        if piece.claim:
            return Maker(tool=_TOOL, name=piece.claim, claimed_by="a label or annotation")
        return None

    def _controlled(self, piece: Piece, owner: Owner) -> Maker:
        name = owner.kind.rpartition("/")[2].lower()
        found = self._owners.get((owner.kind, owner.uid))
        is_there = found is not None and found.name == owner.name and found.label == piece.label
        if found is None or not is_there or owner.kind not in _MADE_BY.get(piece.kind, ()):
            return Maker(tool=_TOOL, name=name, claimed_by="ownerReferences")
        if not (_may_select(found, piece) and follows(found, piece)):
            return Maker(tool=_TOOL, name=name, claimed_by="ownerReferences, but it is not what that makes")
        return Maker(tool=_TOOL, name=name, confirmed_by="its owner is there under the uid that it names")


def _may_select(owner: Piece, piece: Piece) -> bool:
    """Tell whether an owner finds an object by its labels: of what it does not find a controller lets go."""
    selector = _pairs(_pairs(owner.content.get("spec")).get("selector"))
    labels = _pairs(piece.content.get("labels"))
    # The selector of a replication controller is a map of labels by itself.
    wanted = selector if owner.kind == "ReplicationController" else _pairs(selector.get("matchLabels"))
    if owner.kind == "Service":  # it selects pods, and not what is made of it
        return True
    rules = selector.get("matchExpressions")
    return all(labels.get(name) == value for name, value in wanted.items()) and all(
        _fits(rule, labels) for rule in (rules if isinstance(rules, list) else ())
    )


def _fits(rule: Any, labels: Mapping[str, Any]) -> bool:
    """Tell whether labels fit a rule of a selector, which one of another form never does."""
    told = _pairs(rule)
    key, values = str(told.get("key")), told.get("values")
    known = values if isinstance(values, list) else []
    match told.get("operator"):
        case "In":
            return key in labels and labels[key] in known
        case "NotIn":
            return labels.get(key) not in known
        case "Exists":
            return key in labels
        case "DoesNotExist":
            return key not in labels
    return False


def _selects(piece: Piece) -> bool:
    spec = piece.content.get("spec")
    return isinstance(spec, Mapping) and bool(spec.get("selector"))
