"""Who made an object of Kubernetes: a controller of the cluster, or the cluster itself for everybody.

An object says in `ownerReferences` what controls it, and anybody who may create it can write that. It is confirmed
where the owner is in the same documents under the same uid, is of a kind whose controller makes such objects, and the
object is what that makes of its owner. Everything else is a claim.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from engine.model.identity import Maker
from snapshots.documents.kubernetes.endpoints import is_within, mirrors, selects, serves
from snapshots.documents.kubernetes.members import as_mapping
from snapshots.documents.kubernetes.owners.followed import follows, history_of, is_claim
from snapshots.documents.kubernetes.owners.history import History
from snapshots.documents.kubernetes.owners.own import API
from snapshots.documents.kubernetes.owners.running import is_ending, is_on
from snapshots.documents.piece import Owner, Piece

_TOOL = "kubernetes"
_SYSTEM = "kube-system"
# kind -> the kinds whose controllers make it: https://kubernetes.io/docs/concepts/workloads/controllers/
_MADE_BY: Mapping[str, frozenset[str]] = {
    "Pod": frozenset({"apps/ReplicaSet", "apps/StatefulSet", "apps/DaemonSet", "batch/Job", "ReplicationController"}),
    "apps/ReplicaSet": frozenset({"apps/Deployment"}),
    "apps/ControllerRevision": frozenset({"apps/StatefulSet", "apps/DaemonSet"}),
    "batch/Job": frozenset({"batch/CronJob"}),
    "discovery.k8s.io/EndpointSlice": frozenset({"Service", "Endpoints"}),
    "PersistentVolumeClaim": frozenset({"apps/StatefulSet", "Pod"}),
}
_RUNNING = frozenset({"Pod", "PersistentVolumeClaim"})  # what runs, and what that holds
_TOKEN = "kubernetes.io/service-account-token"  # noqa: S105 - the type of such secrets
# Labels and annotations that say that the cluster has made it.
_CLAIMS: Mapping[str, str] = {
    "kubernetes.io/bootstrapping": "bootstrap",
    "apf.kubernetes.io/autoupdate-spec": "bootstrap",
    "pv.kubernetes.io/provisioned-by": "provisioner",
    "endpointslice.kubernetes.io/managed-by": "endpoints",
    "endpoints.kubernetes.io/managed-by": "endpoints",
}


def claim_of(kind: str, document: Mapping[str, Any]) -> str:
    """Return what of the cluster an object says has made it, by its type, labels and annotations; empty where none."""
    if kind == "Secret" and document.get("type") == _TOKEN:  # anybody can ask for one, and keep it
        return "token"
    metadata = as_mapping(document.get("metadata"))
    told = {**as_mapping(metadata.get("labels")), **as_mapping(metadata.get("annotations"))}
    return next((maker for name, maker in _CLAIMS.items() if name in told), "")


class Makers:
    """Tells who made the objects of some documents."""

    def __init__(self, pieces: Iterable[Piece]) -> None:
        """Look at all of them: an owner may stand in another document."""
        found = tuple(pieces)
        self._owners = {(piece.kind, piece.uid): piece for piece in found if piece.uid}
        self._services = {(piece.label, piece.name): piece for piece in found if piece.kind == "Service"}
        self._sets = {(piece.label, piece.name): piece for piece in found if piece.kind == "apps/StatefulSet"}
        self._pods = {(piece.label, piece.uid): piece for piece in found if piece.kind == "Pod" and piece.uid}
        self._named = defaultdict[tuple[str, str, str], list[Piece]](list)  # by their kind, namespace, and owner's uid
        for piece in found:
            if piece.controller is not None:
                self._named[piece.kind, piece.label, piece.controller.uid].append(piece)
        # The controller writes the same certificates into every namespace, and the API server the same addresses twice.
        self._roots = {piece.label: _root(piece) for piece in found if piece.kind == "ConfigMap" and piece.own}
        self._api = next((piece for piece in found if piece.kind == "Endpoints" and piece.own), None)
        self._histories: dict[tuple[str, str, str], History] = {}
        self._confirmed: dict[tuple[str, str], bool] = {}

    def is_own(self, piece: Piece) -> bool:
        """Tell whether every cluster has an object, and it is what the cluster has elsewhere, too."""
        if piece.kind == "ConfigMap" and piece.own:
            system = self._roots.get(_SYSTEM)
            known = {system} if system else set(self._roots.values())
            return known == {_root(piece)}
        if piece.kind == "discovery.k8s.io/EndpointSlice" and piece.own and piece.name == API and self._api:
            return is_within(self._api, piece)
        return piece.own

    def of(self, piece: Piece) -> Maker | None:
        """Return who made an object; none where nothing says that anybody else did."""
        if piece.controller is not None:
            return self._controlled(piece, piece.controller)
        service = self._services.get((piece.label, piece.name)) if piece.kind == "Endpoints" else None
        if service is not None and selects(service):
            return self._made(piece, service, "the service of its name is there, and selects what it leads to")
        set_ = self._set_of(piece) if piece.kind == "PersistentVolumeClaim" else None
        if set_ is not None:
            return self._made(piece, set_, "the set that makes claims of its name is there")
        if piece.claim:
            return Maker(tool=_TOOL, name=piece.claim, claimed_by="what it says of itself")
        return None

    def _set_of(self, piece: Piece) -> Piece | None:
        """Return the StatefulSet that makes a claim, which names none where claims are kept."""
        parts = str(piece.name).split("-")
        named = (self._sets.get((piece.label, "-".join(parts[at:-1]))) for at in range(1, len(parts) - 1))
        return next((one for one in named if one is not None and is_claim(one, piece)), None)

    def _controlled(self, piece: Piece, owner: Owner) -> Maker:
        name = owner.kind.rpartition("/")[2].lower()
        found = self._owners.get((owner.kind, owner.uid))
        is_there = found is not None and found.name == owner.name and found.label == piece.label
        if found is None or not is_there or owner.kind not in _MADE_BY.get(piece.kind, ()):
            return Maker(tool=_TOOL, name=name, claimed_by="ownerReferences")
        return self._made(piece, found, "its owner is there under the uid that it names")

    def _doubt(self, owner: Piece, piece: Piece) -> str:
        """Return why an owner makes nothing of what runs, empty where it may: a claim proves nothing."""
        if piece.kind not in _RUNNING:
            return ""
        root = owner
        if owner.controller is not None:
            found = self._owners.get((owner.controller.kind, owner.controller.uid))
            if found is None or not self._is_confirmed(owner, owner.controller):
                return "its owner, which is itself only a claim"
            root = found
        if piece.kind == "Pod" and not is_on(owner) and not is_ending(piece, root):
            return "its owner, but that makes none any more"
        return ""

    def _is_confirmed(self, piece: Piece, owner: Owner) -> bool:
        """Tell whether an owner is confirmed, looked at once for all that is made of a piece."""
        key = piece.kind, piece.uid
        if key not in self._confirmed:
            self._confirmed[key] = self._controlled(piece, owner).is_confirmed
        return self._confirmed[key]

    def _history(self, owner: Piece, piece: Piece) -> History:
        """Return what all of a piece's kind tell that name an owner, looked at once."""
        key = piece.kind, piece.label, owner.uid
        if key not in self._histories:
            self._histories[key] = history_of(owner, self._named.get(key, ()))
        return self._histories[key]

    def _made(self, piece: Piece, owner: Piece, why: str) -> Maker:
        """Return who made an object whose owner is there: a claim where it is not what that makes."""
        name = owner.kind.rpartition("/")[2].lower()
        doubt = self._doubt(owner, piece)
        if doubt:
            return Maker(tool=_TOOL, name=name, claimed_by=doubt)
        if owner.kind == "Service":
            is_made = serves(owner, piece, self._pods)
        elif owner.kind == "Endpoints":
            is_made = mirrors(owner, piece)
        else:
            is_made = _may_select(owner, piece) and follows(owner, piece, self._history(owner, piece))
        if is_made:
            return Maker(tool=_TOOL, name=name, confirmed_by=why)
        return Maker(tool=_TOOL, name=name, claimed_by="its owner, but it is not what that makes")


def _root(piece: Piece) -> str:
    """Return the certificates of a namespace."""
    return str(as_mapping(piece.content.get("data")).get("ca.crt"))


def _may_select(owner: Piece, piece: Piece) -> bool:
    """Tell whether an owner finds an object by its labels: of what it does not find a controller lets go."""
    selector = as_mapping(as_mapping(owner.content.get("spec")).get("selector"))
    labels = as_mapping(piece.content.get("labels"))
    # The selector of a replication controller is a map of labels by itself.
    wanted = selector if owner.kind == "ReplicationController" else as_mapping(selector.get("matchLabels"))
    rules = selector.get("matchExpressions")
    return all(labels.get(name) == value for name, value in wanted.items()) and all(
        _fits(rule, labels) for rule in (rules if isinstance(rules, list) else ())
    )


def _fits(rule: Any, labels: Mapping[str, Any]) -> bool:
    """Tell whether labels fit a rule of a selector, which one of another form never does."""
    told = as_mapping(rule)
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
