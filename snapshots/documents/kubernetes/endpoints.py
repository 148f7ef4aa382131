"""Whether endpoints are those of a service's pods: whoever writes others leads what is sent to it elsewhere.

The controllers make them of the pods that a service selects, with the addresses that the kubelet reports:
https://kubernetes.io/docs/concepts/services-networking/endpoint-slices/. A slice that they do not manage they leave as
it is, whatever it says of its owner, and every proxy follows it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from snapshots.documents.kubernetes.members import as_items, as_mapping
from snapshots.documents.kubernetes.quantities import number
from snapshots.documents.piece import Piece

_SERVICE = "kubernetes.io/service-name"
_MANAGED = "endpointslice.kubernetes.io/managed-by"
_OF_PODS = "endpointslice-controller.k8s.io"
_OF_ENDPOINTS = "endpointslicemirroring-controller.k8s.io"
_CONTAINERS = ("containers", "initContainers")
_TCP = "TCP"

Pods = Mapping[tuple[str, str], Piece]  # by their namespace and uid
End = tuple[list[str], Mapping[str, Any]]  # its addresses, and whose they are


def selects(service: Piece) -> bool:
    """Tell whether a service selects pods: of one that does not nobody makes endpoints."""
    return bool(as_mapping(as_mapping(service.content.get("spec")).get("selector")))


def serves(service: Piece, piece: Piece, pods: Pods) -> bool:
    """Tell whether Endpoints, or a slice of them, have no address and port but those of pods that a service selects."""
    if not selects(service):
        return False
    if piece.kind == "Endpoints":
        subsets = as_items(piece.content.get("subsets"))
        return all(_are_of(service, _of_subset(one), as_items(one.get("ports")), piece.label, pods) for one in subsets)
    if not _is_managed(piece, _OF_PODS, service.name):
        return False
    return _are_of(service, *_slice(piece), piece.label, pods)


def mirrors(endpoints: Piece, piece: Piece) -> bool:
    """Tell whether a slice has no address and port but those of Endpoints, which somebody has written by hand."""
    if not _is_managed(piece, _OF_ENDPOINTS, endpoints.name):
        return False
    return is_within(endpoints, piece)


def is_within(endpoints: Piece, piece: Piece) -> bool:
    """Tell whether a slice has no address and port that Endpoints have not."""
    subsets = as_items(endpoints.content.get("subsets"))
    known = {
        (ip, _port(port))
        for subset in subsets
        for ips, _ in _of_subset(subset)
        for ip in ips
        for port in as_items(subset.get("ports")) or ({},)
    }
    ends, ports = _slice(piece)
    return all((ip, _port(port)) in known for ips, _ in ends for ip in ips for port in ports or ({},))


def _is_managed(piece: Piece, by: str, name: str | None) -> bool:
    labels = as_mapping(piece.content.get("labels"))
    return labels.get(_MANAGED) == by and labels.get(_SERVICE) == name


def _slice(piece: Piece) -> tuple[list[End], list[Mapping[str, Any]]]:
    """Return the ends of a slice, and its ports."""
    ends = as_items(piece.content.get("endpoints"))
    found = [(_list(end.get("addresses")), as_mapping(end.get("targetRef"))) for end in ends]
    return found, as_items(piece.content.get("ports"))


def _list(value: Any) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list) else []


def _of_subset(subset: Mapping[str, Any]) -> list[End]:
    """Return the ends of a part of Endpoints."""
    found = (*as_items(subset.get("addresses")), *as_items(subset.get("notReadyAddresses")))
    return [([str(address.get("ip"))], as_mapping(address.get("targetRef"))) for address in found]


def _are_of(
    service: Piece,
    ends: Iterable[End],
    ports: Iterable[Mapping[str, Any]],
    namespace: str,
    pods: Pods,
) -> bool:
    spec = as_mapping(service.content.get("spec"))
    found: list[Piece] = []
    for addresses, target in ends:
        pod = pods.get((namespace, str(target.get("uid"))))
        if pod is None or target.get("kind") != "Pod" or target.get("name") != pod.name:
            return False
        labels = as_mapping(pod.content.get("labels"))
        if any(labels.get(name) != value for name, value in as_mapping(spec.get("selector")).items()):
            return False
        if not addresses or not set(addresses) <= addresses_of(pod):
            return False
        found.append(pod)
    return all(any(_leads(own, port, found) for own in as_items(spec.get("ports"))) for port in ports)


def addresses_of(pod: Piece) -> set[str]:
    """Return the addresses that the kubelet reports of a pod."""
    told = [one.get("ip") for one in as_items(pod.status.get("podIPs"))]
    return {ip for ip in (pod.status.get("podIP"), *told) if isinstance(ip, str) and ip}


def _port(port: Mapping[str, Any]) -> tuple[str, str, str]:
    return str(port.get("name") or ""), str(port.get("protocol") or _TCP), str(port.get("port"))


def _leads(own: Mapping[str, Any], port: Mapping[str, Any], pods: Iterable[Piece]) -> bool:
    """Tell whether a port of endpoints is the one that a port of the service leads to in each of the pods."""
    name, protocol, at = _port(port)
    if _port(own)[:2] != (name, protocol):
        return False
    target = number(own.get("targetPort") or own.get("port"))
    return str(target) == at if isinstance(target, int) else all((target, protocol, at) in _named(pod) for pod in pods)


def _named(pod: Piece) -> set[tuple[str, str, str]]:
    spec = as_mapping(pod.content.get("spec"))
    containers = [container for kind in _CONTAINERS for container in as_items(spec.get(kind))]
    ports = [port for container in containers for port in as_items(container.get("ports"))]
    return {_port({**port, "port": port.get("containerPort")}) for port in ports}
