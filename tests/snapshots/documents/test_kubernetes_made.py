"""What controllers make of objects that have no template of it: slices, revisions, claims, tokens and accounts."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest

from tests.documents import collect, drifted, told, write
from tests.snapshots.documents.test_kubernetes import listed
from tests.snapshots.documents.test_kubernetes_forged import PLACE, made_pod, owned, workload

Object = dict[str, Any]
SERVICE: Object = {
    "apiVersion": "v1",
    "kind": "Service",
    "metadata": {**PLACE, "name": "w", "uid": "u-svc"},
    "spec": {
        "selector": {"app": "w"},
        "ports": [{"name": "web", "port": 443, "targetPort": 8443}, {"name": "m", "port": 9, "targetPort": "metrics"}],
    },
}


def reference(owner: Object, **more: Any) -> Object:
    named = {"name": owner["metadata"]["name"], "uid": owner["metadata"]["uid"], "controller": True}
    return {"apiVersion": owner["apiVersion"], "kind": owner["kind"], **named, **more}


def serving() -> tuple[Object, Object]:
    """Return a set and a pod of it that a service selects."""
    owner = workload("ReplicaSet")
    (container,) = owner["spec"]["template"]["spec"]["containers"]
    container["ports"] = [{"containerPort": 8443}, {"containerPort": 9100, "name": "metrics"}]
    pod = made_pod(owner)
    pod["status"] = {"podIP": "10.1.0.9", "podIPs": [{"ip": "10.1.0.9"}, {"ip": "fd00::9"}]}
    return owner, pod


OWNER, POD = serving()
TARGET = {"kind": "Pod", "namespace": "d", "name": "w-0", "uid": "u-w-0"}
SLICE: Object = {
    "apiVersion": "discovery.k8s.io/v1",
    "kind": "EndpointSlice",
    "metadata": {
        **PLACE,
        "name": "w-x7k2p",
        "uid": "u-slice",
        "labels": {
            "kubernetes.io/service-name": "w",
            "endpointslice.kubernetes.io/managed-by": "endpointslice-controller.k8s.io",
        },
        "ownerReferences": [reference(SERVICE)],
    },
    "addressType": "IPv4",
    "endpoints": [{"addresses": ["10.1.0.9"], "conditions": {"ready": True}, "nodeName": "n", "targetRef": TARGET}],
    "ports": [{"name": "web", "port": 8443, "protocol": "TCP"}, {"name": "m", "port": 9100, "protocol": "TCP"}],
}
ENDPOINTS: Object = {
    "apiVersion": "v1",
    "kind": "Endpoints",
    "metadata": {**PLACE, "name": "w", "uid": "u-ep"},
    "subsets": [{"addresses": [{"ip": "10.1.0.9", "nodeName": "n", "targetRef": TARGET}], "ports": SLICE["ports"]}],
}


def changed(value: Object, *path: str | int, to: Any) -> Object:
    """Return an object with another value at a path, none of which is left out."""
    found = copy.deepcopy(value)
    at: Any = found
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = to
    return found


def told_of(folder: Path, want: list[Object], *live: Object) -> list[str]:
    """Return what is told of a cluster where some objects were wanted, and these and more are there."""
    pair = (write(folder / f"{at}.json", listed(*objects)) for at, objects in enumerate((want, [*want, *live])))
    return told(drifted(*map(collect, pair)))


FORGED = {
    "another address": changed(SLICE, "endpoints", 0, "addresses", to=["203.0.113.66"]),
    "one address more": changed(SLICE, "endpoints", 0, "addresses", to=["10.1.0.9", "203.0.113.66"]),
    "one end more": changed(SLICE, "endpoints", to=[*SLICE["endpoints"], {"addresses": ["203.0.113.66"]}]),
    "no pod": changed(SLICE, "endpoints", 0, "targetRef", to=None),
    "another pod": changed(SLICE, "endpoints", 0, "targetRef", "uid", to="u-other"),
    "another name": changed(SLICE, "endpoints", 0, "targetRef", "name", to="w-1"),
    "no addresses": changed(SLICE, "endpoints", 0, "addresses", to=7),
    "another port": changed(SLICE, "ports", 0, "port", to=22),
    "another named port": changed(SLICE, "ports", 1, "port", to=8443),
    "another port's name": changed(SLICE, "ports", 0, "name", to="other"),
    "nobody who manages it": changed(SLICE, "metadata", "labels", to={"kubernetes.io/service-name": "w"}),
    "another service": changed(SLICE, "metadata", "labels", "kubernetes.io/service-name", to="v"),
    "another owner's uid": changed(SLICE, "metadata", "ownerReferences", 0, "uid", to="u-w"),
    "another owner's name": changed(SLICE, "metadata", "ownerReferences", 0, "name", to="v"),
    "another owner's kind": changed(SLICE, "metadata", "ownerReferences", 0, "kind", to="ConfigMap"),
}
CLAIMED = ['drift.claimed k8s_discovery_endpoint_slice.d["w-x7k2p"]']


@pytest.mark.parametrize("name", FORGED)
def test_a_slice_is_its_services_only_with_the_addresses_and_ports_of_its_pods(tmp_path: Path, name: str) -> None:
    assert told_of(tmp_path, [SERVICE, OWNER], POD, SLICE) == []
    assert told_of(tmp_path, [SERVICE, OWNER], POD, FORGED[name]) == CLAIMED


def test_what_slices_of_a_cluster_look_like(tmp_path: Path) -> None:
    six = changed(changed(SLICE, "endpoints", 0, "addresses", to=["fd00::9"]), "addressType", to="IPv6")
    empty = changed(changed(SLICE, "endpoints", to=None), "ports", to=None)
    headless = changed(SERVICE, "spec", to={"clusterIP": "None", "selector": {"app": "w"}})
    for service, slice_ in ((SERVICE, six), (SERVICE, empty), (headless, changed(SLICE, "ports", to=[]))):
        assert told_of(tmp_path, [service, OWNER], POD, slice_) == []


def test_a_slice_without_its_pods_or_of_a_service_that_selects_none_is_a_claim(tmp_path: Path) -> None:
    assert told_of(tmp_path, [SERVICE, OWNER], SLICE) == CLAIMED
    alone = changed(SERVICE, "spec", to={"ports": SERVICE["spec"]["ports"]})
    assert told_of(tmp_path, [alone, OWNER], POD, SLICE) == CLAIMED
    others = changed(SERVICE, "spec", "selector", to={"app": "v"})
    assert told_of(tmp_path, [others, OWNER], POD, SLICE) == CLAIMED


def test_endpoints_are_their_services_only_with_the_addresses_of_its_pods(tmp_path: Path) -> None:
    assert told_of(tmp_path, [SERVICE, OWNER], POD, ENDPOINTS) == []
    waiting = changed(ENDPOINTS, "subsets", to=[{**ENDPOINTS["subsets"][0], "notReadyAddresses": [{"ip": "10.1.0.9"}]}])
    for forged in (changed(ENDPOINTS, "subsets", 0, "addresses", 0, "ip", to="203.0.113.66"), waiting):
        assert told_of(tmp_path, [SERVICE, OWNER], POD, forged) == ['drift.claimed k8s_endpoints.d["w"]']


def test_a_slice_of_endpoints_that_somebody_wrote_mirrors_them(tmp_path: Path) -> None:
    service = changed(SERVICE, "spec", to={"ports": [{"name": "web", "port": 443}]})
    ports = [{"name": "web", "port": 8443, "protocol": "TCP"}]
    endpoints = {**ENDPOINTS, "subsets": [{"addresses": [{"ip": "192.0.2.7"}], "ports": ports}]}
    by = "endpointslicemirroring-controller.k8s.io"
    labels = {**SLICE["metadata"]["labels"], "endpointslice.kubernetes.io/managed-by": by}
    metadata = {**SLICE["metadata"], "labels": labels, "ownerReferences": [reference(endpoints)]}
    mirror = {**SLICE, "metadata": metadata, "endpoints": [{"addresses": ["192.0.2.7"]}], "ports": ports}
    assert told_of(tmp_path, [service, endpoints], mirror) == []
    for forged in (
        changed(mirror, "endpoints", 0, "addresses", to=["203.0.113.66"]),
        changed(mirror, "ports", 0, "port", to=22),
        changed(mirror, "metadata", "labels", to={}),
    ):
        assert told_of(tmp_path, [service, endpoints], forged) == CLAIMED


def revision(owner: Object, name: str, template: Object, **more: Any) -> Object:
    data = {"spec": {"template": {**template, "$patch": "replace"}}}
    found = owned("ControllerRevision", name, owner, {}, labels={"app": "w", "controller-revision-hash": name})
    return {**{key: value for key, value in found.items() if key != "spec"}, "data": data, "revision": 1, **more}


@pytest.mark.parametrize("kind", ["StatefulSet", "DaemonSet"])
def test_a_revision_that_is_in_use_is_that_of_its_set(tmp_path: Path, kind: str) -> None:
    used = {"currentRevision": "w-1", "updateRevision": "w-1"} if kind == "StatefulSet" else {"numberReady": 3}
    owner = {**workload(kind), "status": used}
    template = owner["spec"]["template"]
    evil = changed(template, "spec", to={"hostPID": True, "containers": [{"name": "c", "image": "evil/miner:latest"}]})
    claimed = ['drift.claimed k8s_apps_controller_revision.d["w-1"]']
    assert told_of(tmp_path, [owner], revision(owner, "w-1", template)) == []
    assert told_of(tmp_path, [owner], revision(owner, "w-1", evil)) == claimed
    for data in ({"spec": {"template": template}}, {"spec": {"replicas": 9}}, {}, None):
        assert told_of(tmp_path, [owner], revision(owner, "w-1", template, data=data)) == claimed
    if kind == "StatefulSet":
        unknown = {key: value for key, value in owner.items() if key != "status"}
        assert told_of(tmp_path, [unknown], revision(owner, "w-1", evil)) == claimed


CLAIM = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}


def claiming(**more: Any) -> Object:
    owner = workload("StatefulSet")
    templates = [{"metadata": {"name": "data"}, "spec": CLAIM}]
    return changed(owner, "spec", to={**owner["spec"], "replicas": 2, "volumeClaimTemplates": templates, **more})


def claim(name: str, **more: Any) -> Object:
    spec = {**CLAIM, "storageClassName": "gp3", "volumeMode": "Filesystem", "volumeName": "pvc-1", **more}
    metadata = {**PLACE, "name": name, "uid": f"u-{name}", "labels": {"app": "w"}}
    return {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": metadata, "spec": spec}


def test_a_claim_is_its_sets_by_its_name_and_what_it_asks_for(tmp_path: Path) -> None:
    owner = claiming()
    assert told_of(tmp_path, [owner], claim("data-w-0"), claim("data-w-1")) == []
    kept = changed(claim("data-w-1"), "metadata", "ownerReferences", to=[reference(owner)])
    assert told_of(tmp_path, [owner], kept) == []
    assert told_of(tmp_path, [claiming(ordinals={"start": 5})], claim("data-w-6")) == []
    for name in ("data-w-2", "data-w-01", "data-w--1", "data-w", "other-w-0", "data-v-0", "w-0", "data-w-x"):
        lines = [f'drift.unmanaged k8s_persistent_volume_claim.d["{name}"]']
        assert told_of(tmp_path, [owner], claim(name)) == lines


@pytest.mark.parametrize(
    "more",
    [
        {"dataSource": {"kind": "VolumeSnapshot", "name": "evil", "apiGroup": "snapshot.storage.k8s.io"}},
        {"dataSourceRef": {"kind": "PersistentVolumeClaim", "name": "payments"}},
        {"resources": {"requests": {"storage": "9Ti"}}},
        {"accessModes": ["ReadWriteMany"]},
        {"volumeMode": "Block"},
        {"selector": {"matchLabels": {"a": "b"}}},
    ],
)
def test_a_claim_that_asks_for_something_else_is_nobodys(tmp_path: Path, more: Object) -> None:
    owner, forged = claiming(), claim("data-w-0", **more)
    assert told_of(tmp_path, [owner], forged) == ['drift.unmanaged k8s_persistent_volume_claim.d["data-w-0"]']
    kept = changed(forged, "metadata", "ownerReferences", to=[reference(owner)])
    assert told_of(tmp_path, [owner], kept) == ['drift.claimed k8s_persistent_volume_claim.d["data-w-0"]']


def test_a_source_is_told_twice_by_the_api_and_once_by_a_template(tmp_path: Path) -> None:
    source = {"kind": "VolumeSnapshot", "name": "seed", "apiGroup": "snapshot.storage.k8s.io"}
    owner = claiming(volumeClaimTemplates=[{"metadata": {"name": "data"}, "spec": {**CLAIM, "dataSource": source}}])
    assert told_of(tmp_path, [owner], claim("data-w-0", dataSource=source, dataSourceRef=source)) == []


def test_a_claim_of_a_pod_is_that_of_its_volume(tmp_path: Path) -> None:
    owner = workload("ReplicaSet")
    volumes = [{"name": "tmp", "ephemeral": {"volumeClaimTemplate": {"spec": CLAIM}}}]
    owner["spec"]["template"]["spec"]["volumes"] = volumes
    pod = made_pod(owner)
    pod["spec"]["volumes"] += volumes
    mine, other = (
        changed(claim("w-0-tmp", **more), "metadata", "ownerReferences", to=[reference(pod)])
        for more in ({}, {"dataSource": {"kind": "PersistentVolumeClaim", "name": "payments"}})
    )
    assert told_of(tmp_path, [owner], pod, mine) == []
    assert told_of(tmp_path, [owner], pod, other) == ['drift.claimed k8s_persistent_volume_claim.d["w-0-tmp"]']


def test_an_account_of_every_namespace_is_nobodys_while_it_says_nothing(tmp_path: Path) -> None:
    wanted = {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {**PLACE, "name": "web"}}
    own: Object = {**wanted, "metadata": {**PLACE, "name": "default", "uid": "u-sa"}}
    pulls, tokens = ([{"name": f"default-{kind}-x7k2p"}] for kind in ("dockercfg", "token"))
    for there in (own, {**own, "imagePullSecrets": pulls, "secrets": tokens}):
        assert told_of(tmp_path, [wanted], there) == []
    role = {"eks.amazonaws.com/role-arn": "arn:aws:iam::111122223333:role/admin"}
    for there in (
        changed(own, "metadata", "annotations", to=role),
        {**own, "imagePullSecrets": [{"name": "evil"}]},
        {**own, "automountServiceAccountToken": True},
    ):
        assert told_of(tmp_path, [wanted], there) == ['drift.unmanaged k8s_service_account.d["default"]']


def test_a_token_that_somebody_keeps_is_told(tmp_path: Path) -> None:
    wanted = {"apiVersion": "v1", "kind": "Secret", "metadata": {**PLACE, "name": "web"}, "data": {"a": "Yg=="}}
    metadata = {**PLACE, "name": "admin-x", "annotations": {"kubernetes.io/service-account.name": "admin"}}
    token = {**wanted, "type": "kubernetes.io/service-account-token", "metadata": metadata}
    assert told_of(tmp_path, [wanted], token) == ['drift.claimed k8s_secret.d["admin-x"]']


def test_a_replica_set_has_what_is_written_on_the_template_of_its_deployment(tmp_path: Path) -> None:
    deployment = changed(workload("ReplicaSet"), "kind", to="Deployment")
    template = deployment["spec"]["template"]
    labels = {"app": "w", "pod-template-hash": "6d5f"}
    spec = {**deployment["spec"], "template": changed(template, "metadata", "labels", to=labels)}
    made = owned("ReplicaSet", "w-6d5f", deployment, spec, labels=labels)
    assert told_of(tmp_path, [deployment], made) == []
    unconfined = {"container.apparmor.security.beta.kubernetes.io/c": "unconfined"}
    for member, to in (("annotations", unconfined), ("labels", {**labels, "role": "admin"})):
        forged = changed(made, "spec", "template", "metadata", member, to=to)
        assert told_of(tmp_path, [deployment], forged) == ['drift.claimed k8s_apps_replica_set.d["w-6d5f"]']


JOB: Object = {
    "apiVersion": "batch/v1",
    "kind": "Job",
    "metadata": {**PLACE, "name": "j", "uid": "u-j"},
    "spec": {
        "completionMode": "Indexed",
        "template": {"spec": {"restartPolicy": "Never", "containers": [{"name": "c", "image": "a:1"}]}},
    },
}


def test_a_job_is_what_was_written_and_its_pods_know_which_they_are(tmp_path: Path) -> None:
    labels = {"controller-uid": "u-j", "job-name": "j", "batch.kubernetes.io/job-name": "j"}
    there = changed(JOB, "spec", "template", "metadata", to={"labels": labels})
    there["spec"]["selector"] = {"matchLabels": {"controller-uid": "u-j"}}
    path = "metadata.annotations['batch.kubernetes.io/job-completion-index']"
    index = {"name": "JOB_COMPLETION_INDEX", "valueFrom": {"fieldRef": {"apiVersion": "v1", "fieldPath": path}}}
    spec = copy.deepcopy(JOB["spec"]["template"]["spec"])
    spec["containers"][0]["env"] = [{"name": "A", "value": "$(JOB_COMPLETION_INDEX)"}, index]
    wanted = changed(JOB, "spec", "template", "spec", "containers", 0, "env", to=spec["containers"][0]["env"][:1])
    there["spec"]["template"]["spec"] = wanted["spec"]["template"]["spec"]
    made = owned("Pod", "j-0", there, {**spec, "hostname": "j-0"}, labels=labels)
    pair = (write(tmp_path / f"{at}.json", listed(*one)) for at, one in enumerate(([wanted], [there, made])))
    assert told(drifted(*map(collect, pair))) == []
    forged = changed(made, "spec", "containers", 0, "env", 1, "valueFrom", to={"secretKeyRef": {"name": "a"}})
    assert told_of(tmp_path, [there], forged) == ['drift.claimed k8s_pod.d["j-0"]']
