"""What every cluster has: nobody has intended it, and it says nothing but what Kubernetes writes.

What somebody adds to it is theirs: a selector of the API's service, a certificate, a label that lets pods be
privileged. The API server makes its service once, and never sets it back.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from typing import Any

from snapshots.documents.kubernetes.members import as_items, as_mapping
from snapshots.documents.kubernetes.normal import is_token_of

_ROOT = "kube-root-ca.crt"
API = "kubernetes"
_DEFAULT = "default"
_NAMESPACES = frozenset({"default", "kube-node-lease", "kube-public", "kube-system"})
# What is written of what happens, and by what runs; of nodes what the kubelet and a cloud write.
_KINDS = frozenset({"Event", "events.k8s.io/Event", "coordination.k8s.io/Lease", "ComponentStatus"})
_NODE = frozenset({"externalID", "podCIDR", "podCIDRs", "providerID", "taints", "unschedulable"})
_OBJECT = frozenset({"apiVersion", "kind", "metadata", "status"})
# What the server sets in the metadata of an object that nobody deletes, owns or keeps.
_METADATA = frozenset(
    {
        *("annotations", "creationTimestamp", "generation", "labels", "managedFields", "name", "namespace"),
        *("resourceVersion", "selfLink", "uid"),
    }
)
_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"  # as kubectl keeps it: it decides nothing
# pkg/controlplane/controller/kubernetesservice and pkg/controlplane/reconcilers of
# https://github.com/kubernetes/kubernetes: the Service, Endpoints, and the slices, a second one of the other addresses.
_OF_API: Mapping[str, Mapping[str, str]] = {
    "Service": {"component": "apiserver", "provider": "kubernetes"},
    "Endpoints": {"endpointslice.kubernetes.io/skip-mirror": "true"},
    "discovery.k8s.io/EndpointSlice": {"kubernetes.io/service-name": API},
}
_SLICES = frozenset({API, f"{API}-v4", f"{API}-v6"})
_SERVICE: Mapping[str, Any] = {"internalTrafficPolicy": "Cluster", "sessionAffinity": "None", "type": "ClusterIP"}
_ADDRESSES = frozenset({"clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy", "ports"})
# pkg/controller/certificates/rootcacertpublisher
_DESCRIPTION = (
    "Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the "
    "internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes "
    "clusters."
)
_PEM = re.compile(r"(?:-----BEGIN CERTIFICATE-----\n((?:[A-Za-z0-9+/=]{1,76}\n)+)-----END CERTIFICATE-----\n?)+")
_BODY = re.compile(r"-----BEGIN CERTIFICATE-----\n([^-]+)-----END")
_SEQUENCE = b"\x30"  # what a certificate begins with
# pkg/apis/scheduling/helpers.go
_PRIORITIES: Mapping[str, tuple[int, str]] = {
    "system-cluster-critical": (
        2_000_000_000,
        "Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.",
    ),
    "system-node-critical": (
        2_000_001_000,
        "Used for system critical pods that must not be moved from their current node.",
    ),
}
_OF_ACCOUNT = ("imagePullSecrets", "secrets")  # what controllers write of a service account
_PULLS = "openshift.io/internal-registry-pull-secret-ref"


def is_own(kind: str, namespace: str, name: str, document: Mapping[str, Any]) -> bool:
    """Tell whether an object is one that every cluster has, as it has it, or is written of what happens."""
    match kind:
        case "Node":
            return document.keys() <= {*_OBJECT, "spec"} and as_mapping(document.get("spec")).keys() <= _NODE
        case "Namespace":
            return name in _NAMESPACES and _is_namespace(name, document)
        case "ConfigMap":
            return name == _ROOT and _is_root(document)
        case "ServiceAccount":
            return name == _DEFAULT and _is_account(document)
        case "scheduling.k8s.io/PriorityClass":
            return name in _PRIORITIES and _is_priority(name, document)
    if kind in _OF_API and namespace == _DEFAULT:
        return _is_of_api(kind, name, document)
    return kind in _KINDS


def _is_bare(
    document: Mapping[str, Any],
    *members: str,
    labels: Mapping[str, str] | None = None,
    annotations: Mapping[str, str | None] | None = None,
) -> bool:
    """Tell whether an object has no other members, labels and annotations than these; any value fits none."""
    metadata = as_mapping(document.get("metadata"))
    noted = {name: value for name, value in as_mapping(metadata.get("annotations")).items() if name != _APPLIED}
    known = annotations or {}
    return (
        document.keys() <= {*_OBJECT, *members}
        and metadata.keys() <= _METADATA
        and as_mapping(metadata.get("labels")).items() <= (labels or {}).items()
        and all(name in known and known[name] in (None, value) for name, value in noted.items())
    )


def _is_namespace(name: str, document: Mapping[str, Any]) -> bool:
    spec = document.get("spec")
    is_plain = spec in (None, {}, {"finalizers": ["kubernetes"]})
    return is_plain and _is_bare(document, "spec", labels={"kubernetes.io/metadata.name": name})


def _is_root(document: Mapping[str, Any]) -> bool:
    """Tell whether a map holds certificates alone; whose they are the other namespaces tell."""
    data = as_mapping(document.get("data"))
    told = data.get("ca.crt")
    return (
        data.keys() == {"ca.crt"}
        and isinstance(told, str)
        and _PEM.fullmatch(told) is not None
        and all(map(_is_certificate, _BODY.findall(told)))
        and _is_bare(document, "data", annotations={"kubernetes.io/description": _DESCRIPTION})
    )


def _is_certificate(text: str) -> bool:
    try:
        return base64.b64decode(text.replace("\n", ""), validate=True).startswith(_SEQUENCE)
    except binascii.Error:
        return False


def _is_account(account: Mapping[str, Any]) -> bool:
    """Tell whether a service account says nothing but what the cluster writes.

    An annotation can give a role of a cloud to all pods that name no account.
    """
    named = [one for name in _OF_ACCOUNT for one in as_items(account.get(name))]
    return _is_bare(account, *_OF_ACCOUNT, annotations={_PULLS: None}) and all(
        one.keys() == {"name"} and is_token_of(str(one["name"]), _DEFAULT) for one in named
    )


def _is_priority(name: str, document: Mapping[str, Any]) -> bool:
    value, description = _PRIORITIES[name]
    return (
        document.get("value") == value
        and document.get("description") in (None, description)
        and document.get("globalDefault") in (None, False)
        and document.get("preemptionPolicy") in (None, "PreemptLowerPriority")
        and _is_bare(document, "value", "description", "globalDefault", "preemptionPolicy")
    )


def _is_of_api(kind: str, name: str, document: Mapping[str, Any]) -> bool:
    """Tell whether a Service, its Endpoints or a slice are those by which pods find the API."""
    labels = _OF_API[kind]
    if kind == "Service":
        return name == API and _is_bare(document, "spec", labels=labels) and _is_service(document.get("spec"))
    if kind == "Endpoints":
        parts = as_items(document.get("subsets"))
        ends = [one for part in parts for one in as_items(part.get("addresses"))]
        is_whole = all(part.keys() <= {"addresses", "ports"} and _is_ports(part.get("ports")) for part in parts)
        is_plain = is_whole and all(one.keys() == {"ip"} for one in ends)
        return name == API and is_plain and _is_bare(document, "subsets", labels=labels)
    ends = as_items(document.get("endpoints"))
    is_plain = all(one.keys() <= {"addresses", "conditions"} for one in ends) and _is_ports(document.get("ports"))
    is_address = document.get("addressType") in ("IPv4", "IPv6")  # no name that is looked up
    is_labelled = _is_bare(document, "addressType", "endpoints", "ports", labels=labels)
    return name in _SLICES and is_plain and is_address and is_labelled


def _is_service(spec: Any) -> bool:
    told = as_mapping(spec)
    ports = as_items(told.get("ports"))
    return (
        told.keys() <= {*_SERVICE, *_ADDRESSES}
        and all(told.get(name, value) == value for name, value in _SERVICE.items())
        and told.get("clusterIP") != "None"
        and [one.get("port") for one in ports] == [443]
        and _is_ports([{name: value for name, value in one.items() if name != "targetPort"} for one in ports])
        and all(isinstance(one.get("targetPort"), int) for one in ports)
    )


def _is_ports(ports: Any) -> bool:
    """Tell whether ports are the one of the API, whichever it is."""
    told = as_items(ports)
    named = [{name: value for name, value in one.items() if name != "port"} for one in told]
    return named == [{"name": "https", "protocol": "TCP"}] and isinstance(told[0].get("port"), int)
