"""What looks like the work of a cluster and is somebody's: volumes, owners and containers that override."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest

from engine.model.outcome import Outcome, Severity
from tests.documents import collect, drifted, told, write
from tests.snapshots.documents.test_kubernetes import PROJECTED, item, listed

TOKEN_PATH = "/var/run/secrets/kubernetes.io/serviceaccount"
PLACE = {"namespace": "d"}


def pod(spec: dict[str, Any], **metadata: Any) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {**PLACE, "name": "w", **metadata}, "spec": spec}


def between(tmp_path: Path, want: dict[str, Any], *live: dict[str, Any]) -> list[str]:
    left, right = write(tmp_path / "want.json", listed(want)), write(tmp_path / "live.json", listed(*live))
    return told(drifted(collect(left), collect(right)))


def mounting(name: str, source: dict[str, Any], **mount: Any) -> dict[str, Any]:
    mounts = [{"name": name, "mountPath": TOKEN_PATH, **mount}]
    container = {"name": "c", "image": "i:1", "volumeMounts": mounts}
    return pod({"containers": [container], "volumes": [{"name": name, **source}]})


WANT = pod({"containers": [{"name": "c", "image": "i:1"}]})
OTHER = copy.deepcopy(PROJECTED)
OTHER["sources"].append({"secret": {"name": "admin"}})
AUDIENCE = copy.deepcopy(PROJECTED)
AUDIENCE["sources"][0]["serviceAccountToken"]["audience"] = "vault"
FORGED = [
    ("kube-api-access-abcde", {"hostPath": {"path": "/"}}),
    ("kube-api-access-abcde", {"secret": {"secretName": "admin"}}),
    ("kube-api-access-abcde", {"projected": OTHER}),
    ("kube-api-access-abcde", {"projected": AUDIENCE}),
    ("kube-api-access-abcde", {"projected": PROJECTED, "hostPath": {"path": "/"}}),
    ("default-token-abcde", {"hostPath": {"path": "/"}}),
    ("default-token-abcde", {"secret": {"secretName": "admin"}}),
    ("admin-token-abcde", {"secret": {"secretName": "admin-token-abcde"}}),
]


@pytest.mark.parametrize(("name", "source"), FORGED, ids=[f"{name}-{at}" for at, (name, _) in enumerate(FORGED)])
def test_a_volume_with_the_name_of_a_tokens_volume_is_compared(
    tmp_path: Path, name: str, source: dict[str, Any]
) -> None:
    lines = between(tmp_path, WANT, mounting(name, source))
    assert 'drift.changed k8s_pod.d["w"] spec.volumes' in lines
    unmounted = pod({**WANT["spec"], "volumes": [{"name": name, **source}]})
    assert between(tmp_path, WANT, unmounted) == ['drift.changed k8s_pod.d["w"] spec.volumes']


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("kube-api-access-abcde", {"projected": PROJECTED}),
        ("default-token-abcde", {"secret": {"defaultMode": 420, "secretName": "default-token-abcde"}}),
    ],
)
def test_what_admission_adds_is_no_drift(tmp_path: Path, name: str, source: dict[str, Any]) -> None:
    assert between(tmp_path, WANT, mounting(name, source, readOnly=True)) == []
    elsewhere = mounting(name, source, subPath="token")
    assert between(tmp_path, WANT, elsewhere) == ['drift.changed k8s_pod.d["w"] spec.containers.c.volumeMounts']


@pytest.mark.parametrize("kind", ["containers", "initContainers"])
def test_a_container_that_says_false_overrides_its_pod(tmp_path: Path, kind: str) -> None:
    def of(context: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
        one = {"name": "x", "image": "i:1", "securityContext": context}
        return pod({"containers": [{"name": "c", "image": "i:1"}], kind: [one], "securityContext": above})

    strict = {"runAsNonRoot": True}
    lines = between(tmp_path, of({}, strict), of({"runAsNonRoot": False}, strict))
    assert lines == [f'drift.changed k8s_pod.d["w"] spec.{kind}.x.securityContext.runAsNonRoot']
    assert between(tmp_path, of({}, {}), of({"runAsNonRoot": False}, {})) == []
    assert between(tmp_path, of({}, {}), of({}, {"runAsNonRoot": False})) == []


CRON: dict[str, Any] = {
    "apiVersion": "batch/v1",
    "kind": "CronJob",
    "metadata": {**PLACE, "name": "c", "uid": "u-c"},
    "spec": {
        "schedule": "0 3 * * *",
        "jobTemplate": {
            "spec": {"template": {"spec": {"restartPolicy": "Never", "containers": [{"name": "c", "image": "a:1"}]}}}
        },
    },
}


def owned(kind: str, name: str, owner: dict[str, Any], spec: dict[str, Any], **metadata: Any) -> dict[str, Any]:
    by = {
        "apiVersion": owner["apiVersion"],
        "kind": owner["kind"],
        "name": owner["metadata"]["name"],
        "uid": owner["metadata"]["uid"],
        "controller": True,
    }
    version = {"Pod": "v1", "Job": "batch/v1"}.get(kind, "apps/v1")
    told = {**PLACE, "name": name, "uid": f"u-{name}", "ownerReferences": [by], **metadata}
    return {"apiVersion": version, "kind": kind, "metadata": told, "spec": spec}


def test_a_job_is_its_cron_jobs_only_where_it_is_what_that_makes(tmp_path: Path) -> None:
    template = CRON["spec"]["jobTemplate"]["spec"]["template"]["spec"]
    labels = {"batch.kubernetes.io/controller-uid": "u-c-29384756", "job-name": "c-29384756"}
    made = {
        "backoffLimit": 6,
        "completionMode": "NonIndexed",
        "completions": 1,
        "parallelism": 1,
        "selector": {"matchLabels": {"batch.kubernetes.io/controller-uid": "u-c-29384756"}},
        "suspend": False,
        "template": {"metadata": {"creationTimestamp": None, "labels": labels}, "spec": template},
    }
    assert between(tmp_path, CRON, CRON, owned("Job", "c-29384756", CRON, made)) == []
    for evil in (
        {**template, "hostPID": True},
        {**template, "containers": [{"name": "c", "image": "evil/miner:latest"}]},
        {**template, "containers": [{**template["containers"][0], "securityContext": {"privileged": True}}]},
    ):
        forged = owned("Job", "c-29384756", CRON, {**made, "template": {"spec": evil}})
        assert between(tmp_path, CRON, CRON, forged) == ['drift.claimed k8s_batch_job.d["c-29384756"]']


@pytest.mark.parametrize(
    ("context", "outcome", "severity"),
    [({"privileged": True}, Outcome.FAIL, Severity.HIGH), ({"runAsUser": 7}, Outcome.WARN, Severity.LOW)],
)
def test_a_claim_excuses_no_privileges(
    tmp_path: Path, context: dict[str, Any], outcome: Outcome, severity: Severity
) -> None:
    by = {"apiVersion": "apps/v1", "kind": "ReplicaSet", "name": "w", "uid": "u-w", "controller": True}
    container = {"name": "c", "image": "i:1", "securityContext": context}
    forged = pod({"containers": [container]}, name="w-x", ownerReferences=[by])
    left, right = write(tmp_path / "want.json", listed(WANT)), write(tmp_path / "live.json", listed(WANT, forged))
    (finding,) = drifted(collect(left), collect(right)).findings
    assert (finding.rule, finding.outcome, finding.severity) == ("drift.claimed", outcome, severity)


SPECS: dict[str, dict[str, Any]] = {
    "ReplicaSet": {},
    "StatefulSet": {"serviceName": "w", "volumeClaimTemplates": [{"metadata": {"name": "data"}, "spec": {}}]},
    "DaemonSet": {},
}


# What controllers write on their pods; the hash of a ReplicaSet stands in its template.
GIVEN: dict[str, dict[str, str]] = {
    "StatefulSet": {
        "apps.kubernetes.io/pod-index": "0",
        "controller-revision-hash": "w-6d5f",
        "statefulset.kubernetes.io/pod-name": "w-0",
    },
    "DaemonSet": {"controller-revision-hash": "6d5f", "pod-template-generation": "1"},
}


def workload(kind: str) -> dict[str, Any]:
    template = {
        "metadata": {"labels": {"app": "w"}},
        "spec": {"containers": [{"name": "c", "image": "i:1", "ports": [{"containerPort": 80}]}]},
    }
    spec = {"selector": {"matchLabels": {"app": "w"}}, "template": template, **SPECS[kind]}
    return {"apiVersion": "apps/v1", "kind": kind, "metadata": {**PLACE, "name": "w", "uid": "u-w"}, "spec": spec}


def made_pod(owner: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return a pod of a workload as a cluster has it."""
    kind = owner["kind"]
    mounts = [{"mountPath": TOKEN_PATH, "name": "kube-api-access-abcde", "readOnly": True}]
    container = {
        **owner["spec"]["template"]["spec"]["containers"][0],
        "imagePullPolicy": "IfNotPresent",
        "resources": {"requests": {"cpu": "100m"}},
        "volumeMounts": mounts,
    }
    spec: dict[str, Any] = {
        "containers": [container],
        "enableServiceLinks": True,
        "nodeName": "node-1",
        "preemptionPolicy": "PreemptLowerPriority",
        "priority": 0,
        "serviceAccountName": "default",
        "serviceAccount": "default",
        "volumes": [{"name": "kube-api-access-abcde", "projected": PROJECTED}],
    }
    if kind == "StatefulSet":
        spec |= {"hostname": "w-0", "subdomain": "w"}
        spec["volumes"] = [*spec["volumes"], {"name": "data", "persistentVolumeClaim": {"claimName": "data-w-0"}}]
    if kind == "DaemonSet":
        fields = [{"key": "metadata.name", "operator": "In", "values": ["node-1"]}]
        terms = [{"matchFields": fields}]
        needed = {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": terms}}
        spec["affinity"] = {"nodeAffinity": needed}
        spec["tolerations"] = [
            {"effect": "NoSchedule", "key": "node.kubernetes.io/disk-pressure", "operator": "Exists"},
            {"effect": "NoExecute", "key": "node.kubernetes.io/not-ready", "operator": "Exists"},
        ]
    labels = {**owner["spec"]["template"]["metadata"]["labels"], **GIVEN.get(kind, {})}
    return owned("Pod", "w-0", owner, {**spec, **more}, labels=labels)


@pytest.mark.parametrize("kind", SPECS)
def test_a_pod_is_its_workloads_only_where_it_is_what_that_makes(tmp_path: Path, kind: str) -> None:
    owner = workload(kind)
    assert between(tmp_path, owner, owner, made_pod(owner)) == []
    evil = {"name": "c", "image": "evil/miner:latest"}
    for more in (
        {"hostNetwork": True},
        {"containers": [evil]},
        {"serviceAccountName": "admin", "serviceAccount": "admin"},
        {"volumes": [{"name": "data", "hostPath": {"path": "/"}}]},
        {"ephemeralContainers": [evil]},
        {"tolerations": [{"operator": "Exists"}]},
    ):
        assert between(tmp_path, owner, owner, made_pod(owner, **more)) == ['drift.claimed k8s_pod.d["w-0"]']


def test_a_replica_set_is_its_deployments_where_it_has_its_template(tmp_path: Path) -> None:
    deployment, set_ = item("Deployment"), item("ReplicaSet")
    assert between(tmp_path, deployment, deployment, set_) == []
    set_["spec"]["template"]["spec"]["hostPID"] = True
    assert between(tmp_path, deployment, deployment, set_) == ['drift.claimed k8s_apps_replica_set.shop["web-6d5f"]']
    set_["spec"]["replicas"] = 0  # nor is one that says nothing of which of the Deployment's it was
    assert between(tmp_path, deployment, deployment, set_) == ['drift.claimed k8s_apps_replica_set.shop["web-6d5f"]']


@pytest.mark.parametrize(
    ("rule", "is_selected"),
    [
        ({"key": "app", "operator": "In", "values": ["w"]}, True),
        ({"key": "app", "operator": "In", "values": ["x"]}, False),
        ({"key": "app", "operator": "NotIn", "values": ["w"]}, False),
        ({"key": "tier", "operator": "NotIn", "values": ["w"]}, True),
        ({"key": "app", "operator": "Exists"}, True),
        ({"key": "tier", "operator": "Exists"}, False),
        ({"key": "tier", "operator": "DoesNotExist"}, True),
        ({"key": "app", "operator": "DoesNotExist"}, False),
        ({"key": "app", "operator": "Near"}, False),
    ],
)
def test_what_a_rule_of_a_selector_does_not_find_is_only_claimed(
    tmp_path: Path, rule: dict[str, Any], *, is_selected: bool
) -> None:
    owner = workload("ReplicaSet")
    owner["spec"]["selector"] = {"matchExpressions": [rule]}
    lines = between(tmp_path, owner, owner, made_pod(owner))
    assert lines == ([] if is_selected else ['drift.claimed k8s_pod.d["w-0"]'])


def test_secrets_of_a_service_account_are_its_tokens_only_by_its_own_name(tmp_path: Path) -> None:
    account = {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {**PLACE, "name": "web"}}
    own, other = ({**account, "secrets": [{"name": f"{name}-token-abcde"}]} for name in ("web", "admin"))
    assert between(tmp_path, account, own) == []
    assert between(tmp_path, account, other) == ['drift.changed k8s_service_account.d["web"] secrets']


@pytest.mark.parametrize(
    ("name", "one", "other"),
    [
        ("user_data", "aGVsbG8h", "hello!"),
        ("config", '"{\\"x\\":1}"', '{"x":1}'),
        ("config", '{"x": 1}', '{"x":1}'),
        ("config", '%7b"x":1%7d', '{"x":1}'),
        ("script", "a\r\nb", "a\nb"),
        ("duration", "PT1H", "PT60M"),
        ("cidr", "10.0.0.1/8", "10.0.0.0/8"),
        (
            "group",
            "arn:aws:logs:eu-west-1:111122223333:log-group:a:*",
            "arn:aws:logs:eu-west-1:111122223333:log-group:a",
        ),
    ],
)
def test_the_texts_of_a_document_are_what_they_are(tmp_path: Path, name: str, one: str, other: str) -> None:
    base = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {**PLACE, "name": "a"}}
    left, right = ({**base, "data": {name: text}} for text in (one, other))
    assert between(tmp_path, left, copy.deepcopy(left)) == []
    assert between(tmp_path, left, right) == [f'drift.changed k8s_config_map.d["a"] data.{name}']
    plain = [write(tmp_path / f"{at}.json", {"settings": {name: text}}) for at, text in enumerate((one, other))]
    assert len(told(drifted(*map(collect, plain)))) == 1
