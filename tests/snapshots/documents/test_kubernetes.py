"""Objects of Kubernetes: what the server makes of a manifest is that manifest, and every edit of it is found."""

from __future__ import annotations

import base64
import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.model.outcome import Severity
from snapshots.documents.kubernetes.quantities import number, quantity
from tests.documents import GOOD, collect, compared, drifted, told, write
from tests.profiles import examples

MANIFESTS = GOOD / "kubernetes-manifests.yaml"
LIVE = json.loads((GOOD / "kubernetes-live.json").read_text())
SERVER = {  # beside `status` and `metadata`, of which labels and annotations are edited by themselves
    *("clusterIPs", "creationTimestamp", "name", "serviceAccount", "nodeName"),
}
# Lists that have no order, by what names their elements.
KEYED = {
    *("containers", "env", "ports", "volumeMounts", "volumes"),
}
Path_ = tuple[str | int, ...]
# What admission mounts into a pod for the token of its service account, as `kubectl get -o json` prints it.
PROJECTED: dict[str, Any] = {
    "defaultMode": 420,
    "sources": [
        {"serviceAccountToken": {"expirationSeconds": 3607, "path": "token"}},
        {"configMap": {"items": [{"key": "ca.crt", "path": "ca.crt"}], "name": "kube-root-ca.crt"}},
        {
            "downwardAPI": {
                "items": [{"fieldRef": {"apiVersion": "v1", "fieldPath": "metadata.namespace"}, "path": "namespace"}]
            }
        },
    ],
}


def item(kind: str, name: str = "") -> dict[str, Any]:
    """Return a copy of an object of the live list."""
    found = next(one for one in LIVE["items"] if one["kind"] == kind and name in {"", one["metadata"]["name"]})
    return copy.deepcopy(found)


def listed(*items: dict[str, Any]) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": "List", "metadata": {"resourceVersion": ""}, "items": list(items)}


def leaves(value: Any, path: Path_ = ()) -> Iterator[Path_]:
    """Yield the paths of what can be edited in an object."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if name not in SERVER:
                yield from leaves(inner, (*path, name))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from leaves(inner, (*path, index))
    elif value is not None:
        yield path


def edited(value: Any, path: Path_) -> Any:
    """Return a copy in which another value stands at a path."""
    found = copy.deepcopy(value)
    at = found
    for step in path[:-1]:
        at = at[step]
    old = at[path[-1]]
    at[path[-1]] = not old if isinstance(old, bool) else old + 1 if isinstance(old, int) else f"{old}x"
    return found


def shuffled(value: Any, draw: Any, name: str = "") -> Any:
    """Return a value with its keys in another order, and its lists that have none."""
    if isinstance(value, dict):
        names = draw(st.permutations(list(value)))
        return {key: shuffled(value[key], draw, key) for key in names}
    if isinstance(value, list):
        items = draw(st.permutations(value)) if name in KEYED else value
        return [shuffled(one, draw) for one in items]
    return value


def test_what_a_cluster_makes_of_manifests_is_no_drift() -> None:
    report = drifted(collect(MANIFESTS), collect(GOOD / "kubernetes-live.json"))
    assert told(report) == []
    assert report.gaps == ()
    assert report.matched == 9
    assert report.managed is not None


def test_nor_is_it_a_difference_between_two_environments() -> None:
    report = compared(collect(MANIFESTS), collect(GOOD / "kubernetes-live.json"))
    same = 'parity.shared_secret k8s_secret.shop["web"] data.password'
    assert [one for one in told(report) if one != same and "env.DB_PASSWORD" not in one] == []


@given(st.data())
@settings(max_examples=examples(60), deadline=None)
def test_an_order_that_says_nothing_is_no_difference(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("order")
    again = shuffled(LIVE, data.draw)
    found = collect(write(folder / "a.json", again))
    assert [one.attributes for one in found.resources] == [
        one.attributes for one in collect(GOOD / "kubernetes-live.json").resources
    ]


@pytest.mark.parametrize(
    "kind",
    [
        "Deployment",
        "Service",
        "ConfigMap",
        "Secret",
        "NetworkPolicy",
        "CronJob",
        "RoleBinding",
        "Shop",
        "HorizontalPodAutoscaler",
    ],
)
def test_every_edit_is_found(tmp_path: Path, kind: str) -> None:
    whole = item(kind)
    before = collect(write(tmp_path / "before.json", listed(whole)))
    told_of = {name: value for name, value in whole.items() if name not in {"metadata", "status", "apiVersion", "kind"}}
    missed = []
    for path in leaves(told_of):
        after = collect(write(tmp_path / "after.json", listed(edited(whole, path))))
        if not drifted(before, after).findings or not drifted(after, before).findings:
            missed.append(path)
    assert missed == ([("spec", "clusterIP")] if kind == "none" else [])


@pytest.mark.parametrize("name", ["labels", "annotations"])
def test_a_label_or_annotation_of_people_is_found(tmp_path: Path, name: str) -> None:
    one, other = item("ConfigMap"), item("ConfigMap")
    other["metadata"][name] = {"team": "shop", "deployment.kubernetes.io/revision": "8"}
    report = drifted(
        collect(write(tmp_path / "a.json", listed(one))), collect(write(tmp_path / "b.json", listed(other)))
    )
    (found,) = report.findings
    assert (found.change.path[0], found.severity) == (name, Severity.LOW)


@pytest.mark.parametrize(
    ("kind", "name", "value"),
    [
        ("uid", "metadata", "other"),
        ("resourceVersion", "metadata", "99999"),
        ("generation", "metadata", 77),
        ("creationTimestamp", "metadata", "2020-01-01T00:00:00Z"),
        ("managedFields", "metadata", []),
        ("selfLink", "metadata", "/api/v1/x"),
        ("finalizers", "metadata", ["kubernetes.io/pvc-protection"]),
    ],
)
def test_what_the_server_sets_is_no_difference(tmp_path: Path, kind: str, name: str, value: Any) -> None:
    one, other = item("Deployment"), item("Deployment")
    other[name][kind] = value
    other["status"] = {"replicas": 99}
    other["metadata"]["annotations"] = {"deployment.kubernetes.io/revision": "99"}
    report = drifted(
        collect(write(tmp_path / "a.json", listed(one))), collect(write(tmp_path / "b.json", listed(other)))
    )
    assert told(report) == []


def test_what_the_cluster_assigns_counts_where_both_tell_it(tmp_path: Path) -> None:
    one, other, plain = item("Service"), item("Service"), item("Service")
    other["spec"]["clusterIP"], plain["spec"]["clusterIP"] = "10.96.0.13", None
    for number_, port in zip((30080, 30443), other["spec"]["ports"], strict=True):
        port["nodePort"] = number_
    read = [collect(write(tmp_path / f"{n}.json", listed(x))) for n, x in enumerate((one, other, plain))]
    assert told(drifted(read[0], read[1])) == ['drift.changed k8s_service.shop["web"] clusterIP']
    assert told(drifted(read[2], read[1])) == []
    headless = item("Service")
    headless["spec"]["clusterIP"] = "None"
    found = collect(write(tmp_path / "h.json", listed(headless)))
    assert told(drifted(read[2], found)) == ['drift.changed k8s_service.shop["web"] spec.clusterIP']


@pytest.mark.parametrize(
    ("kind", "path"),
    [
        ("Deployment", ("spec", "selector", "matchLabels")),
        ("Deployment", ("spec", "template", "metadata", "labels")),
        ("Service", ("spec", "selector")),
        ("ConfigMap", ("data",)),
    ],
)
def test_an_empty_text_in_a_map_is_a_value(tmp_path: Path, kind: str, path: Path_) -> None:
    other = item(kind)
    at = other
    for step in path:
        at = at[step]  # type: ignore[index]  # all of them are names
    at["more"] = ""
    report = drifted(
        collect(write(tmp_path / "a.json", listed(item(kind)))), collect(write(tmp_path / "b.json", listed(other)))
    )
    assert [one.change.path[-1] for one in report.findings] == ["more"]


def test_what_go_leaves_out_is_no_difference(tmp_path: Path) -> None:
    other = item("Deployment")
    other["spec"]["template"]["spec"] |= {"hostNetwork": False, "tolerations": [], "nodeSelector": {}, "priority": None}
    other["spec"]["minReadySeconds"] = 0
    other["metadata"]["annotations"] = {}
    report = drifted(
        collect(write(tmp_path / "a.json", listed(item("Deployment")))),
        collect(write(tmp_path / "b.json", listed(other))),
    )
    assert told(report) == []


def test_of_a_kind_that_nobody_knows_all_is_kept(tmp_path: Path) -> None:
    one, other = item("Shop"), item("Shop")
    other["spec"] |= {"hostNetwork": False, "tolerations": [], "data": {}, "cpu": "500m"}
    report = drifted(
        collect(write(tmp_path / "a.json", listed(one))), collect(write(tmp_path / "b.json", listed(other)))
    )
    assert sorted(found.change.path[-1] for found in report.findings) == ["cpu", "data", "hostNetwork", "tolerations"]


def test_the_order_of_first_containers_counts(tmp_path: Path) -> None:
    other = item("Deployment")
    other["spec"]["template"]["spec"]["initContainers"].reverse()
    report = drifted(
        collect(write(tmp_path / "a.json", listed(item("Deployment")))),
        collect(write(tmp_path / "b.json", listed(other))),
    )
    assert {".".join(one.change.path).rpartition("Order")[0][-13:] for one in report.findings} == {"initContainer"}


@pytest.mark.parametrize(
    ("path", "value", "severity"),
    [
        (("containers", 1, "securityContext", "privileged"), True, Severity.CRITICAL),
        (("hostNetwork",), True, Severity.HIGH),
        (("containers", 1, "image"), "registry.example/web:1.5", Severity.HIGH),
        (("containers", 1, "resources", "limits", "cpu"), "2", Severity.MEDIUM),
        (("serviceAccountName",), "admin", Severity.HIGH),
        (("terminationGracePeriodSeconds",), 5, Severity.MEDIUM),
    ],
)
def test_changes_are_ranked(tmp_path: Path, path: Path_, value: Any, severity: Severity) -> None:
    other = item("Deployment")
    at = other["spec"]["template"]["spec"]
    for step in path[:-1]:
        at = at.setdefault(step, {}) if isinstance(at, dict) else at[step]
    at[path[-1]] = value
    other["spec"]["template"]["spec"].pop("serviceAccount")
    report = drifted(
        collect(write(tmp_path / "a.json", listed(item("Deployment")))),
        collect(write(tmp_path / "b.json", listed(other))),
    )
    assert [one.severity for one in report.findings] == [severity]


def test_everybody_let_in_is_critical(tmp_path: Path) -> None:
    role = {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "Role", "metadata": {"name": "a", "namespace": "b"}}
    one = {**role, "rules": [{"apiGroups": [""], "resources": ["pods"], "verbs": ["get"]}]}
    other = {**role, "rules": [{"apiGroups": [""], "resources": ["pods"], "verbs": ["*"]}]}
    report = drifted(
        collect(write(tmp_path / "a.json", listed(one))), collect(write(tmp_path / "b.json", listed(other)))
    )
    assert [one.severity for one in report.findings] == [Severity.CRITICAL]


def test_what_controllers_make_is_theirs_only_where_their_owner_is_there(tmp_path: Path) -> None:
    set_, pod, deployment = item("ReplicaSet"), item("Pod"), item("Deployment")
    whole = collect(write(tmp_path / "a.json", listed(deployment, set_, pod)))
    assert [one.provider_owned for one in whole.resources] == [False, True, True]
    intent = collect(write(tmp_path / "b.json", listed(deployment)))
    report = drifted(intent, whole)
    assert told(report) == []
    alone = collect(write(tmp_path / "c.json", listed(deployment, pod)))
    assert told(drifted(intent, alone)) == ['drift.claimed k8s_pod.shop["web-6d5f-x1"]']
    set_["metadata"]["ownerReferences"][0]["uid"] = "another"
    forged = collect(write(tmp_path / "d.json", listed(deployment, set_)))
    assert told(drifted(intent, forged)) == ['drift.claimed k8s_apps_replica_set.shop["web-6d5f"]']
    pod["metadata"].pop("ownerReferences")
    byhand = collect(write(tmp_path / "e.json", listed(deployment, pod)))
    assert told(drifted(intent, byhand)) == ['drift.unmanaged k8s_pod.shop["web-6d5f-x1"]']


def test_an_owner_of_another_kind_makes_nothing(tmp_path: Path) -> None:
    pod, settings_ = item("Pod"), item("ConfigMap")
    pod["metadata"]["ownerReferences"] = [
        {"apiVersion": "v1", "kind": "ConfigMap", "name": "web", "uid": "u-cm", "controller": True}
    ]
    found = collect(write(tmp_path / "a.json", listed(settings_, pod)))
    assert [one.provider_owned for one in found.resources] == [False, False]


def test_a_pod_by_itself_is_what_was_written(tmp_path: Path) -> None:
    written = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "a", "namespace": "b"},
        "spec": {"containers": [{"name": "a", "image": "a:1", "resources": {"limits": {"cpu": 1}}}]},
    }
    there = copy.deepcopy(written)
    mount = {"mountPath": "/var/run/secrets/kubernetes.io/serviceaccount", "name": "kube-api-access-x7k2p"}
    there["spec"] = {
        "containers": [
            {
                **written["spec"]["containers"][0],  # type: ignore[index]
                "resources": {"limits": {"cpu": "1"}, "requests": {"cpu": "1000m"}},
                "volumeMounts": [mount],
            }
        ],
        "nodeName": "node-1",
        "priority": 0,
        "enableServiceLinks": True,
        "preemptionPolicy": "PreemptLowerPriority",
        "serviceAccount": "default",
        "serviceAccountName": "default",
        "tolerations": [
            {"effect": "NoExecute", "key": f"node.kubernetes.io/{why}", "operator": "Exists", "tolerationSeconds": 300}
            for why in ("not-ready", "unreachable")
        ],
        "volumes": [{"name": "kube-api-access-x7k2p", "projected": PROJECTED}],
    }
    report = drifted(collect(write(tmp_path / "a.json", written)), collect(write(tmp_path / "b.json", listed(there))))
    assert told(report) == []


def test_a_namespace_that_nobody_names_is_the_one_that_is_given(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n---\n"
        "apiVersion: v1\nkind: Namespace\nmetadata: {name: b}\n"
    )
    assert [one.address for one in collect(path).resources] == [
        'k8s_config_map.default["a"]',
        'k8s_namespace.cluster["b"]',
    ]
    assert collect(path, namespace="shop").resources[0].address == 'k8s_config_map.shop["a"]'


def test_a_typed_list_names_the_kind_of_its_items(tmp_path: Path) -> None:
    items = [{key: value for key, value in item("Deployment").items() if key not in {"kind", "apiVersion"}}]
    document = {"apiVersion": "apps/v1", "kind": "DeploymentList", "metadata": {}, "items": items}
    found = collect(write(tmp_path / "a.json", document))
    assert [one.address for one in found.resources] == ['k8s_apps_deployment.shop["web"]']
    nothing = collect(write(tmp_path / "b.json", {**document, "items": []}))
    assert [gap.detail for gap in nothing.gaps] == ["there is nothing in the documents"]
    # Beside others an empty list of a kind proves that there is none.
    write(tmp_path / "folder.json", document)
    (tmp_path / "f").mkdir()
    write(tmp_path / "f" / "a.json", {**document, "items": []})
    write(tmp_path / "f" / "b.json", listed(item("Service")))
    report = drifted(found, collect(tmp_path / "f"))
    assert told(report) == ['drift.missing k8s_apps_deployment.shop["web"]', 'drift.unmanaged k8s_service.shop["web"]']


def test_of_a_kind_that_was_not_asked_for_nothing_is_missing(tmp_path: Path) -> None:
    intent = collect(write(tmp_path / "a.json", listed(item("Service"), item("Deployment"))))
    report = drifted(intent, collect(write(tmp_path / "b.json", listed(item("Service")))))
    assert told(report) == []
    assert [gap.types for gap in report.gaps] == [("k8s_apps_deployment",)]
    one = collect(write(tmp_path / "c.json", item("Deployment", "web")))
    other = item("Deployment")
    other["metadata"]["name"] = "mail"
    both = collect(write(tmp_path / "d.json", listed(item("Deployment"), other)))
    report = drifted(both, one)  # `kubectl get deployment web` says nothing of mail
    assert (told(report), len(report.gaps)) == ([], 1)


def test_a_secret_is_the_same_in_text_and_in_base64(tmp_path: Path) -> None:
    secret = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "a"}}
    text = "canary-Rt66"
    one = collect(write(tmp_path / "a.json", {**secret, "stringData": {"k": text}}))
    other = collect(write(tmp_path / "b.json", {**secret, "data": {"k": base64.b64encode(text.encode()).decode()}}))
    assert told(drifted(one, other)) == []
    changed = collect(write(tmp_path / "c.json", {**secret, "stringData": {"k": f"{text}x"}}))
    assert told(drifted(one, changed)) == ['drift.changed k8s_secret.default["a"] data.k']


@pytest.mark.parametrize(
    ("one", "other"),
    [
        *[("500m", "0.5"), ("1Gi", "1024Mi"), ("1k", "1000"), ("1e3", "1000"), ("2", 2), ("0.1", "100m"), ("1.5", 1.5)],
        *[("100M", "100000k"), ("1E", "1e18"), ("+1", "1"), ("1.", "1"), (".5", "0.5"), (2.0, 2)],
    ],
)
def test_quantities_are_numbers(one: Any, other: Any) -> None:
    assert quantity(one) == quantity(other)
    assert not isinstance(quantity(one), str)


@pytest.mark.parametrize("text", ["", "x", "1x", "1Gib", "--1", "1e", "500 m", {"$secret": "0" * 32}, None, True])
def test_what_is_no_quantity_stays_as_it_is(text: Any) -> None:
    assert quantity(text) == text


def test_digits_are_a_number_and_names_are_not() -> None:
    assert [number(value) for value in ("8080", 8080, "http", "25%", "")] == [8080, 8080, "http", "25%", ""]


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
@settings(max_examples=examples(100), deadline=None)
def test_any_spec_is_read_or_a_gap(tmp_path_factory: pytest.TempPathFactory, spec: Any) -> None:
    folder = tmp_path_factory.mktemp("any")
    for kind, version in (
        ("Deployment", "apps/v1"),
        ("Pod", "v1"),
        ("Service", "v1"),
        ("Secret", "v1"),
        ("Anything", "a.b/v1"),
    ):
        document = {"apiVersion": version, "kind": kind, "metadata": {"name": "a"}, "spec": spec, "data": spec}
        found = collect(write(folder / "a.json", listed(document)))
        assert bool(found.resources) != bool(found.gaps)
        if found.resources:
            assert told(drifted(found, found)) == []
