"""Members of another form than the API has: whoever writes them ends no run, and makes nothing the cluster's."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.documents import collect, write
from tests.profiles import examples
from tests.snapshots.documents.test_kubernetes import LIVE, listed
from tests.snapshots.documents.test_kubernetes_forged import made_pod, workload
from tests.snapshots.documents.test_kubernetes_own import HONEST

Object = dict[str, Any]
OBJECTS: list[Object] = [
    *LIVE["items"],
    *(one for found in HONEST.values() for one in found),
    *(one for kind in ("StatefulSet", "DaemonSet") for one in (workload(kind), made_pod(workload(kind)))),
]
OTHER: list[Any] = [None, [], {}, "", 0, True, -1, 1.5, [[]], [{}], [None], {"a": []}]
TEMPLATE: Object = {"metadata": {"labels": {"a": "b"}}, "spec": {"containers": [{"name": "c", "image": "i:1"}]}}


def paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if path:
        yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, one in inner:
        yield from paths(one, (*path, name))


def replaced(value: Object, path: tuple[Any, ...], to: Any) -> Object:
    found = copy.deepcopy(value)
    at: Any = found
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = to
    return found


@given(st.data())
@settings(max_examples=examples(100), deadline=None)
def test_no_form_of_a_member_ends_a_run(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(OBJECTS) - 1))
    path = data.draw(st.sampled_from(list(paths(OBJECTS[at]))))
    odd = replaced(OBJECTS[at], path, data.draw(st.sampled_from(OTHER)))
    others = [one for one in LIVE["items"] if one["metadata"]["name"] != OBJECTS[at]["metadata"]["name"]]
    found = collect(write(tmp_path_factory.mktemp("form") / "a.json", listed(odd, *others)))
    assert found.resources or found.gaps


def thing(kind: str, version: str, spec: Any, **more: Any) -> Object:
    metadata = {"name": "a", "namespace": "d", **more.pop("metadata", {})}
    return {"apiVersion": version, "kind": kind, "metadata": metadata, "spec": spec, **more}


@pytest.mark.parametrize(
    "odd",
    [
        thing("Pod", "v1", {}, metadata={"namespace": []}),
        thing("Service", "v1", {"type": ["LoadBalancer"]}),
        thing("Service", "v1", {"ports": {"80/TCP": None}}),
        thing("RoleBinding", "rbac.authorization.k8s.io/v1", {}, subjects=[{"kind": ["User"]}]),
        thing("Deployment", "apps/v1", {"template": TEMPLATE, "strategy": 5}),
        thing("Deployment", "apps/v1", {"template": TEMPLATE, "strategy": {"rollingUpdate": 5}}),
        thing("Pod", "v1", {"tolerations": [{"key": ["a"]}]}),
        thing("Pod", "v1", {"containers": [{"name": "c", "resources": {"limits": {"cpu": 1}, "requests": "x"}}]}),
    ],
)
def test_a_member_of_another_form_is_read_or_a_gap(tmp_path: Path, odd: Object) -> None:
    found = collect(write(tmp_path / "a.json", listed(odd)))
    assert found.resources or found.gaps


def test_a_pod_without_a_phase_that_can_be_one_runs(tmp_path: Path) -> None:
    owner = {**workload("ReplicaSet"), "status": {"conditions": [{"type": ["Complete"], "status": "True"}]}}
    owner["spec"]["replicas"] = 0
    pod = {**made_pod(owner), "status": {"phase": ["Failed"]}}
    found = collect(write(tmp_path / "a.json", listed(owner, pod)))
    (one,) = [one for one in found.resources if one.type == "k8s_pod"]
    assert not one.provider_owned
