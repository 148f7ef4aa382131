"""What an object of Kubernetes says that somebody has set, in the one form of its kind.

Whatever the server, a controller or a tool writes by itself is left out: it differs between what was sent and what is
there, and between two clusters, and nobody has decided it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from engine.model.secret import is_secret_mark
from snapshots.documents.kubernetes.deletion import DELETED, FINALIZERS
from snapshots.documents.kubernetes.kinds import Kind
from snapshots.documents.kubernetes.pods import own_pod
from snapshots.documents.kubernetes.shapes import shaped

# Annotations that the server, its controllers, kubectl and Helm write by themselves:
# https://kubernetes.io/docs/reference/labels-annotations-taints/
_ANNOTATIONS = re.compile(
    r"kubectl\.kubernetes\.io/last-applied-configuration|deployment\.kubernetes\.io/(?:revision|desired-replicas|"
    r"max-replicas|revision-history)|deprecated\.daemonset\.template\.generation|kubernetes\.io/change-cause|"
    r"control-plane\.alpha\.kubernetes\.io/leader|endpoints\.kubernetes\.io/last-change-trigger-time|"
    r"pv\.kubernetes\.io/.+|volume\.(?:beta\.)?kubernetes\.io/(?:storage-provisioner|selected-node)|"
    r"autoscaling\.alpha\.kubernetes\.io/(?:conditions|current-metrics)|batch\.kubernetes\.io/job-tracking|"
    r"kubernetes\.io/(?:config\.(?:hash|mirror|seen|source)|limit-ranger|psp|service-account\.uid)"
)
_LABELS = frozenset({"kubernetes.io/metadata.name", "controller-uid", "batch.kubernetes.io/controller-uid"})
_TOKEN = re.compile(r"-(?:token|dockercfg)-[a-z0-9]{5}")
_NO_ADDRESS = "None"  # of a service without an address of its own
BESIDE = "$(beside)"  # members of the object itself that are called as those of its metadata
OF_METADATA = ("name", "labels", "annotations", DELETED, FINALIZERS)
_KNOWN = frozenset({"apiVersion", "kind", BESIDE, *OF_METADATA})


def normal(content: dict[str, Any], *, kind: str, known: Kind) -> dict[str, Any]:
    """Return the attributes of an object of which the secrets are hidden: the same names for all of its kind."""
    if kind == "Pod" and known.shape is not None and isinstance(content.get("spec"), dict):
        content = {**content, "spec": own_pod(content["spec"])}
    found = content if known.shape is None else shaped(content, known.shape)
    if kind == "ServiceAccount":
        found = {**found, "secrets": _without_tokens(found.get("secrets"), str(content.get("name")))}
    attributes = {
        "apiVersion": found.get("apiVersion"),
        "name": content.get("name"),
        "labels": _without(found.get("labels"), lambda name: name in _LABELS),
        "annotations": _without(found.get("annotations"), lambda name: _ANNOTATIONS.fullmatch(name) is not None),
        FINALIZERS: found.get(FINALIZERS) or None,
        **{name: found.get(name) for name in known.members},
    }
    others = {name: value for name, value in found.items() if name not in {*_KNOWN, *known.members}}
    attributes["other"] = {**others, **found.get(BESIDE, {})} or None
    if DELETED in found:
        attributes[DELETED] = found[DELETED]
    return _with_assigned(attributes, known)


def _with_assigned(attributes: dict[str, Any], known: Kind) -> dict[str, Any]:
    """Return attributes of which what the cluster assigns stands beside the spec, where it is told."""
    spec = attributes.get("spec")
    if not known.assigned or not isinstance(spec, dict):
        return attributes
    kept = {name: value for name, value in spec.items() if name not in known.assigned or value == _NO_ADDRESS}
    found = {name: spec[name] for name in known.assigned if name in spec and name not in kept}
    ports = kept.get("ports")
    if isinstance(ports, dict) and all(isinstance(port, dict) for port in ports.values()):
        numbers = {name: port["nodePort"] for name, port in ports.items() if "nodePort" in port}
        kept["ports"] = {name: {k: v for k, v in port.items() if k != "nodePort"} for name, port in ports.items()}
        found |= {"nodePorts": numbers} if numbers else {}
    return {**attributes, "spec": kept, **found}


def _without(pairs: Any, is_written_by_itself: Any) -> Any:
    if not isinstance(pairs, Mapping) or is_secret_mark(pairs):
        return pairs or None
    return {name: value for name, value in pairs.items() if not is_written_by_itself(name)} or None


def _without_tokens(secrets: Any, account: str) -> Any:
    """Return the secrets of a service account without those that a controller made for it."""
    if not isinstance(secrets, dict) or is_secret_mark(secrets):
        return secrets
    return {name: entry for name, entry in secrets.items() if not is_token_of(name, account)} or None


def is_token_of(name: str, account: str) -> bool:
    """Tell whether a secret is called as those that controllers make for a service account."""
    return name.startswith(f"{account}-") and _TOKEN.fullmatch(name.removeprefix(account)) is not None
