"""What is written on pods: what a cluster writes there by itself is nobody's, all else is as good as their spec."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.snapshots.documents.test_kubernetes_forged import CRON, GIVEN, made_pod, owned, workload
from tests.snapshots.documents.test_kubernetes_made import changed, told_of

Object = dict[str, Any]
ROLE = {"iam.amazonaws.com/role": "arn:aws:iam::111122223333:role/Admin"}
STATUS = {"podIP": "10.1.0.9", "podIPs": [{"ip": "10.1.0.9"}, {"ip": "fd00::9"}]}
# As clusters print it: kind, EKS with its own network, with Calico and on Fargate, GKE Autopilot, OpenShift, Multus.
HONEST: dict[str, tuple[Object, Object]] = {
    "nothing": ({}, {}),
    "zones": ({"topology.kubernetes.io/zone": "eu-west-1a", "topology.kubernetes.io/region": "eu-west-1"}, {}),
    "limits": ({}, {"kubernetes.io/limit-ranger": "LimitRanger plugin set: cpu request for container c"}),
    "calico": (
        {},
        {
            "cni.projectcalico.org/containerID": "0168393a6c02",
            "cni.projectcalico.org/podNetns": "/run/netns/cni-0a0b",
            "cni.projectcalico.org/podIP": "10.1.0.9/32",
            "cni.projectcalico.org/podIPs": "10.1.0.9/32,fd00::9/128",
        },
    ),
    "calico, ended": ({}, {"cni.projectcalico.org/podIP": "", "cni.projectcalico.org/podIPs": ""}),
    "eks": ({}, {"kubernetes.io/psp": "eks.privileged", "vpc.amazonaws.com/pod-ips": "10.1.0.9"}),
    "eks, security groups": ({}, {"vpc.amazonaws.com/pod-eni": '[{"eniId":"eni-0a"}]'}),
    "fargate": (
        {"eks.amazonaws.com/fargate-profile": "fp"},
        {"CapacityProvisioned": "0.25vCPU 0.5GB", "Logging": "LoggingDisabled: LOGGING_CONFIGMAP_NOT_FOUND"},
    ),
    "autopilot": ({}, {"autopilot.gke.io/resource-adjustment": "{}", "autopilot.gke.io/warden-version": "2.7.41"}),
    "openshift": ({}, {"openshift.io/scc": "restricted-v2", "k8s.ovn.org/pod-networks": "{}"}),
    "multus": ({}, {"k8s.v1.cni.cncf.io/network-status": "[]"}),
}
FORGED: dict[str, tuple[Object, Object]] = {
    "a role": ({}, ROLE),
    "no sidecar": ({}, {"sidecar.istio.io/inject": "false"}),
    "another network": ({}, {"k8s.v1.cni.cncf.io/networks": "admin"}),
    "an address of another pod": ({}, {"cni.projectcalico.org/podIPs": "10.1.0.9/32,10.1.0.10/32"}),
    "another address": ({}, {"vpc.amazonaws.com/pod-ips": "10.1.0.10"}),
    "a restart that its template does not have": ({}, {"kubectl.kubernetes.io/restartedAt": "2026-01-01"}),
    "a static pod": ({}, {"kubernetes.io/config.mirror": "a"}),
    "no profile": ({}, {"container.apparmor.security.beta.kubernetes.io/c": "unconfined"}),
    "a label": ({"role": "payments"}, {}),
    "the label of a job": ({"job-name": "payments"}, {}),
    "an index of a job": ({"batch.kubernetes.io/job-completion-index": "0"}, {}),
    "a hash": ({"pod-template-hash": "6d5f"}, {}),
    "another pod of a set": ({"statefulset.kubernetes.io/pod-name": "w-1"}, {}),
    "another number of a set": ({"apps.kubernetes.io/pod-index": "1"}, {}),
}


def marked(kind: str, labels: Object, annotations: Object) -> tuple[Object, Object]:
    owner = workload(kind)
    pod = {**made_pod(owner), "status": STATUS}
    pod["metadata"] |= {"labels": {**pod["metadata"]["labels"], **labels}, "annotations": annotations}
    return owner, pod


@pytest.mark.parametrize("name", HONEST)
def test_what_a_cluster_writes_on_pods_is_nobodys(tmp_path: Path, name: str) -> None:
    for kind in ("ReplicaSet", "StatefulSet", "DaemonSet"):
        owner, pod = marked(kind, *HONEST[name])
        assert told_of(tmp_path, [owner], pod) == []


@pytest.mark.parametrize("name", FORGED)
def test_what_somebody_writes_on_a_pod_makes_it_a_claim(tmp_path: Path, name: str) -> None:
    for kind in ("ReplicaSet", "StatefulSet", "DaemonSet"):
        owner, pod = marked(kind, *FORGED[name])
        assert told_of(tmp_path, [owner], pod) == ['drift.claimed k8s_pod.d["w-0"]']


def test_what_a_template_has_its_pods_have(tmp_path: Path) -> None:
    for kind in ("ReplicaSet", "StatefulSet", "DaemonSet"):
        noted = {**ROLE, "kubectl.kubernetes.io/restartedAt": "2026-01-01"}
        plain, pod = marked(kind, {}, noted)
        owner = changed(plain, "spec", "template", "metadata", "annotations", to=noted)
        assert told_of(tmp_path, [owner], pod) == []
        for lacking in ({}, ROLE):
            without = changed(pod, "metadata", "annotations", to=lacking)
            assert told_of(tmp_path, [owner], without) == ['drift.claimed k8s_pod.d["w-0"]']


def test_what_is_written_for_one_kind_of_owner_is_not_written_for_another(tmp_path: Path) -> None:
    for kind, labels in GIVEN.items():
        owner, pod = marked("ReplicaSet", labels, {})
        assert told_of(tmp_path, [owner], pod) == ['drift.claimed k8s_pod.d["w-0"]'], kind


def made_job(labels: Object, annotations: Object, **more: str) -> Object:
    """Return a job of the cron job, with labels as the API writes them."""
    given = {
        "batch.kubernetes.io/controller-uid": "u-c-29384756",
        "batch.kubernetes.io/job-name": "c-29384756",
        "controller-uid": "u-c-29384756",
        "job-name": "c-29384756",
        **more,
    }
    template = CRON["spec"]["jobTemplate"]["spec"]["template"]
    metadata = {"creationTimestamp": None, "labels": {**given, **labels}, "annotations": annotations}
    return owned("Job", "c-29384756", CRON, {"template": {**template, "metadata": metadata}})


def cron(labels: Object, annotations: Object) -> Object:
    written = {"labels": labels, "annotations": annotations}
    return changed(CRON, "spec", "jobTemplate", "spec", "template", "metadata", to=written)


def test_a_job_has_what_is_written_on_the_template_of_its_cron_job(tmp_path: Path) -> None:
    batch = {"app": "batch"}
    for labels, notes in (({}, {}), (batch, {}), (batch, ROLE)):
        assert told_of(tmp_path, [cron(labels, notes)], made_job(labels, notes)) == []
    lines = ['drift.claimed k8s_batch_job.d["c-29384756"]']
    for forged in (
        made_job({"app": "web"}, {}),
        made_job({**batch, "app.kubernetes.io/name": "web"}, {}),
        made_job({}, {}),
        made_job(batch, ROLE),
        made_job(batch, {}, **{"job-name": "payments"}),
        made_job(batch, {}, **{"batch.kubernetes.io/controller-uid": "u-payments"}),
    ):
        assert told_of(tmp_path, [cron(batch, {})], forged) == lines


def test_a_pod_of_a_job_has_what_is_written_on_it(tmp_path: Path) -> None:
    owner = cron({"app": "batch"}, {})
    job = made_job({"app": "batch"}, {})
    template = job["spec"]["template"]
    index = {"batch.kubernetes.io/job-completion-index": "0"}
    counts = {**index, "batch.kubernetes.io/job-index-failure-count": "2"}
    pod = owned("Pod", "c-29384756-x7k2p", job, template["spec"], labels=template["metadata"]["labels"])
    assert told_of(tmp_path, [owner], job, pod) == []
    indexed = changed(pod, "metadata", "labels", to={**pod["metadata"]["labels"], **index})
    assert told_of(tmp_path, [owner], job, changed(indexed, "metadata", "annotations", to=counts)) == []
    for member, to in (
        ("labels", {**pod["metadata"]["labels"], "app": "web"}),
        ("labels", {**pod["metadata"]["labels"], "job-name": "payments"}),
        ("annotations", ROLE),
        ("annotations", {**counts, **dict.fromkeys(index, "payments")}),
    ):
        forged = changed({**pod, "metadata": {**pod["metadata"], member: {}}}, "metadata", member, to=to)
        assert told_of(tmp_path, [owner], job, forged) == ['drift.claimed k8s_pod.d["c-29384756-x7k2p"]']
    evil = made_job({"app": "web"}, ROLE)  # together they are as much as one of them
    labels = evil["spec"]["template"]["metadata"]["labels"]
    other = owned("Pod", "c-29384756-x7k2p", evil, template["spec"], labels=labels, annotations=ROLE)
    assert told_of(tmp_path, [owner], evil, other) == [
        'drift.claimed k8s_batch_job.d["c-29384756"]',
        'drift.claimed k8s_pod.d["c-29384756-x7k2p"]',
    ]


APPARMOR, SECCOMP = "container.apparmor.security.beta.kubernetes.io/c", "seccomp.security.alpha.kubernetes.io/pod"
RUNTIME: Object = {"type": "RuntimeDefault"}
LOCAL: Object = {"type": "Localhost", "localhostProfile": "web"}


def profiled(value: Object, *, inside: Object | None = None, above: Object | None = None) -> Object:
    """Return a pod, or a template, whose container and itself have members for AppArmor."""
    spec = value["spec"]
    if inside:
        spec = changed(spec, "containers", 0, "securityContext", to={"appArmorProfile": inside})
    return {**value, "spec": {**spec, **({"securityContext": {"appArmorProfile": above}} if above else {})}}


# What a template has (annotation, its container, itself), what the API server makes of it, and whether it is that.
PROFILES: list[tuple[tuple[str, Object | None, Object | None], tuple[str, Object | None, Object | None], bool]] = [
    (("runtime/default", None, None), ("runtime/default", RUNTIME, None), True),  # from 1.30 on
    (("runtime/default", None, None), ("runtime/default", None, None), True),  # before
    (("localhost/web", None, None), ("localhost/web", LOCAL, None), True),
    (("runtime/default", None, RUNTIME), ("runtime/default", None, RUNTIME), True),
    (("", RUNTIME, None), ("runtime/default", RUNTIME, None), True),
    (("", RUNTIME, None), ("", RUNTIME, None), True),  # from 1.34 on
    (("", None, LOCAL), ("localhost/web", None, LOCAL), True),
    (("", None, None), ("unconfined", None, None), False),
    (("", None, None), ("unconfined", {"type": "Unconfined"}, None), False),
    (("", RUNTIME, None), ("unconfined", RUNTIME, None), False),
    (("", RUNTIME, None), ("localhost/web", RUNTIME, None), False),
    (("", None, RUNTIME), ("unconfined", None, RUNTIME), False),
    (("runtime/default", None, None), ("", None, None), False),
    (("runtime/default", None, None), ("unconfined", {"type": "Unconfined"}, None), False),
    (("localhost/web", None, None), ("localhost/x", LOCAL, None), False),
    (("", None, None), ("evil", None, None), False),
]


@pytest.mark.parametrize("at", range(len(PROFILES)))
def test_a_profile_is_an_annotation_or_a_member(tmp_path: Path, at: int) -> None:
    (written, *template), (noted, *there), is_made = PROFILES[at]
    owner, pod = marked("ReplicaSet", {}, {APPARMOR: noted} if noted else {})
    wanted = owner["spec"]["template"]
    wanted = profiled(wanted, inside=template[0], above=template[1])
    if written:
        wanted = changed(wanted, "metadata", "annotations", to={APPARMOR: written})
    owner = changed(owner, "spec", "template", to=wanted)
    found = told_of(tmp_path, [owner], profiled(pod, inside=there[0], above=there[1]))
    assert found == ([] if is_made else ['drift.claimed k8s_pod.d["w-0"]'])


def test_seccomp_is_an_annotation_beside_its_member(tmp_path: Path) -> None:
    plain, pod = marked("ReplicaSet", {}, {SECCOMP: "runtime/default"})
    context = {"seccompProfile": RUNTIME}
    owner = changed(plain, "spec", "template", "spec", "securityContext", to=context)
    made = changed(pod, "spec", "securityContext", to=context)
    assert told_of(tmp_path, [owner], made) == []
    other = changed(made, "metadata", "annotations", to={SECCOMP: "unconfined"})
    for one, forged in ((owner, other), (plain, pod)):
        assert told_of(tmp_path, [one], forged) == ['drift.claimed k8s_pod.d["w-0"]']
