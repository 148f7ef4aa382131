"""What controllers keep to go back to: that of a healthy cluster is theirs, what they cannot have kept is a claim."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.snapshots.documents.test_kubernetes_forged import owned, workload
from tests.snapshots.documents.test_kubernetes_made import changed, revision, told_of

Object = dict[str, Any]
NUMBER, EARLIER = "deployment.kubernetes.io/revision", "deployment.kubernetes.io/revision-history"
EVIL: Object = {"hostPID": True, "containers": [{"name": "c", "image": "evil/miner:latest"}]}


def deployment(number: int, **more: Any) -> Object:
    found = {**workload("ReplicaSet"), "kind": "Deployment"}
    found["metadata"] = {**found["metadata"], "annotations": {NUMBER: str(number)}}
    found["spec"] = {**found["spec"], **more}
    return found


def kept(owner: Object, number: int, *, earlier: str = "", day: int = 0, spec: Object | None = None) -> Object:
    """Return the ReplicaSet that a Deployment has made for a revision, or for its `earlier` ones first, on a day."""
    name = f"5b{number}f"
    template = copy.deepcopy(owner["spec"]["template"])
    template["metadata"]["labels"]["pod-template-hash"] = name
    template["spec"]["containers"][0]["image"] = f"i:0.{number}"
    template["spec"] = spec or template["spec"]
    labels = {"app": "w", "pod-template-hash": name}
    made = {"replicas": 0, "selector": {"matchLabels": labels}, "template": template}
    notes = {NUMBER: str(number), **({EARLIER: earlier} if earlier else {})}
    when = f"2026-10-{day or number:02}T08:00:00Z"
    found = owned("ReplicaSet", f"w-{name}", owner, made, labels=labels, annotations=notes, creationTimestamp=when)
    return {**found, "status": {"replicas": 0, "observedGeneration": 3}}


def current(owner: Object, number: int, **more: Any) -> Object:
    found = kept(owner, number, spec=owner["spec"]["template"]["spec"], **more)
    return changed(found, "spec", "replicas", to=2)


def claimed(*objects: Object) -> list[str]:
    return [f'drift.claimed k8s_apps_replica_set.d["{one["metadata"]["name"]}"]' for one in objects]


def test_ten_old_ones_of_a_deployment_are_its_own(tmp_path: Path) -> None:
    owner = deployment(11)
    assert told_of(tmp_path, [owner], *(kept(owner, number) for number in range(1, 11)), current(owner, 11)) == []


def test_one_that_was_gone_back_to_is_its_own(tmp_path: Path) -> None:
    owner = deployment(9)
    # 2 was gone back to as 5 and as 9, 4 as 8; what 1 and 3 were is forgotten.
    sets = [current(owner, 9, earlier="2,5", day=2), kept(owner, 8, earlier="4", day=4), kept(owner, 6), kept(owner, 7)]
    assert told_of(tmp_path, [owner], *sets) == []
    # Of one that was gone back to for years the first numbers are cut off: nobody can tell with which it was made.
    long = ",".join(map(str, range(1000, 1400)))
    owner = deployment(1500)
    assert told_of(tmp_path, [owner], current(owner, 1500, earlier=long, day=1), kept(owner, 999, day=2)) == []


def test_one_of_a_deployment_without_replicas_is_its_own(tmp_path: Path) -> None:
    owner = deployment(2, replicas=0)
    assert told_of(tmp_path, [owner], kept(owner, 1), changed(current(owner, 2), "spec", "replicas", to=0)) == []


def test_one_of_a_long_name_is_its_own(tmp_path: Path) -> None:
    owner = changed(deployment(2), "metadata", "name", to="w" * 253)
    old = changed(kept(owner, 1), "metadata", "name", to="w" * 248 + "-5b1f")
    assert told_of(tmp_path, [owner], old) == []
    short = changed(old, "metadata", "name", to="w" * 241 + "-5b1f")
    assert told_of(tmp_path, [owner], short) == claimed(short)


FORGED: dict[str, Callable[[Object], Object]] = {
    "pods in its status": lambda one: changed(one, "status", to={"replicas": 1}),
    "ready pods": lambda one: changed(one, "status", to={"replicas": 0, "readyReplicas": 1}),
    "replicas": lambda one: changed(one, "spec", "replicas", to=1),
    "no word of replicas": lambda one: changed(one, "spec", "replicas", to=None),
    "no number": lambda one: changed(one, "metadata", "annotations", to={}),
    "no such number": lambda one: changed(one, "metadata", "annotations", to={NUMBER: "-1"}),
    "the number of another": lambda one: changed(one, "metadata", "annotations", NUMBER, to="1"),
    "the number of the current one": lambda one: changed(one, "metadata", "annotations", NUMBER, to="5"),
    "a number to come": lambda one: changed(one, "metadata", "annotations", NUMBER, to="6"),
    "a number from before": lambda one: changed(one, "metadata", "creationTimestamp", to="2026-10-09T08:00:00Z"),
    "an earlier number that is greater": lambda one: changed(one, "metadata", "annotations", EARLIER, to="4"),
    "another hash": lambda one: changed(one, "metadata", "labels", "pod-template-hash", to="x"),
    "no hash": lambda one: changed(one, "metadata", "labels", to={"app": "w"}),
    "no hash on its pods": lambda one: changed(one, "spec", "template", "metadata", "labels", to={"app": "w"}),
    "a selector of more": lambda one: changed(one, "spec", "selector", to={"matchLabels": {"app": "w"}}),
    "another name": lambda one: changed(one, "metadata", "name", to="v-5b3f"),
    "an owner that is not there": lambda one: changed(one, "metadata", "ownerReferences", 0, "uid", to="u-gone"),
    "an owner of another name": lambda one: changed(one, "metadata", "ownerReferences", 0, "name", to="v"),
}


def test_one_that_somebody_made_makes_none_of_the_others_a_claim(tmp_path: Path) -> None:
    owner = deployment(5)
    own = changed(kept(owner, 4, day=1), "metadata", "name", to="by-hand")
    assert told_of(tmp_path, [owner], own, kept(owner, 2), kept(owner, 3), current(owner, 5)) == claimed(own)


@pytest.mark.parametrize("name", FORGED)
def test_what_a_deployment_cannot_have_kept_is_a_claim(tmp_path: Path, name: str) -> None:
    owner = deployment(5)
    others = [kept(owner, 1), kept(owner, 4), current(owner, 5)]
    honest = kept(owner, 3, spec=EVIL)  # what an old one holds nobody can tell
    assert told_of(tmp_path, [owner], *others, honest) == []
    forged = FORGED[name](honest)
    same = others[:1] if name == "the number of another" else []  # of two with one number nobody knows which it is
    assert told_of(tmp_path, [owner], *others, forged) == sorted(claimed(*same, forged))


def ending(pod: Object, grace: int | None) -> Object:
    """Return a pod that is being deleted, and may go on for some seconds."""
    more = {"deletionTimestamp": "2026-11-01T10:00:00Z", "deletionGracePeriodSeconds": grace}
    return {**pod, "metadata": {**pod["metadata"], **more}}


def test_a_pod_of_one_that_has_no_replicas_is_a_claim_while_it_runs(tmp_path: Path) -> None:
    owner = deployment(2)
    old = kept(owner, 1, spec=EVIL)
    spec = {**EVIL, "terminationGracePeriodSeconds": 86400}
    old["spec"]["template"]["spec"] = spec
    running = {**owned("Pod", "w-0", old, spec), "status": {"phase": "Running"}}
    running["metadata"]["labels"] = old["spec"]["template"]["metadata"]["labels"]
    for phase in ("Failed", "Succeeded"):
        assert told_of(tmp_path, [owner], old, {**running, "status": {"phase": phase}}) == []
    lines = ['drift.claimed k8s_pod.d["w-0"]']
    assert told_of(tmp_path, [owner], old, running) == lines
    # One that is being deleted runs on for as long as it may, and its owner's own pods for 30 seconds.
    for grace, found in ((0, []), (30, []), (31, lines), (86400, lines), (None, lines)):
        assert told_of(tmp_path, [owner], old, ending(running, grace)) == found
    patient = changed(owner, "spec", "template", "spec", "terminationGracePeriodSeconds", to=600)
    assert told_of(tmp_path, [patient], old, ending(running, 600)) == []


def test_a_pod_of_a_claim_is_a_claim(tmp_path: Path) -> None:
    owner = deployment(2)
    other = changed(current(owner, 2), "spec", "template", "spec", to=EVIL)
    labels = other["spec"]["template"]["metadata"]["labels"]
    pod = owned("Pod", "w-0", other, EVIL, labels=labels)
    claims = sorted([*claimed(other), 'drift.claimed k8s_pod.d["w-0"]'])
    assert told_of(tmp_path, [owner], other, pod) == claims
    honest = current(owner, 2)
    spec = honest["spec"]["template"]["spec"]
    assert told_of(tmp_path, [owner], honest, owned("Pod", "w-0", honest, spec, labels=labels)) == []
    alone = {key: value for key, value in other["metadata"].items() if key != "ownerReferences"}
    told = told_of(tmp_path, [owner], {**other, "metadata": alone}, pod)
    assert told == [line.replace("claimed", "unmanaged") for line in claimed(other)]  # it is told by itself


JOB: Object = {
    "apiVersion": "batch/v1",
    "kind": "Job",
    "metadata": {"namespace": "d", "name": "j", "uid": "u-j"},
    "spec": {"template": {"spec": {"restartPolicy": "Never", "containers": [{"name": "c", "image": "a:1"}]}}},
}


@pytest.mark.parametrize(
    ("spec", "conditions", "is_over"),
    [
        ({}, [], False),
        ({}, [{"type": "Complete", "status": "False"}], False),
        ({}, [{"type": "SuccessCriteriaMet", "status": "True"}], False),
        ({}, [{"type": "Complete", "status": "True"}], True),
        ({}, [{"type": "Failed", "status": "True"}], True),
        ({"suspend": True}, [], True),
        ({"suspend": False}, [], False),
    ],
)
def test_a_job_that_is_over_has_no_pods_that_run(
    tmp_path: Path, spec: Object, conditions: list[Object], *, is_over: bool
) -> None:
    job = {**JOB, "spec": {**JOB["spec"], **spec}, "status": {"conditions": conditions}}
    pod = owned("Pod", "j-x7k2p", job, JOB["spec"]["template"]["spec"])
    lines = ['drift.claimed k8s_pod.d["j-x7k2p"]']
    assert told_of(tmp_path, [job], {**pod, "status": {"phase": "Running"}}) == (lines if is_over else [])
    assert told_of(tmp_path, [job], {**pod, "status": {"phase": "Succeeded"}}) == []
    assert told_of(tmp_path, [job], ending(pod, 30)) == []


def revisions(kind: str) -> tuple[Object, list[Object]]:
    """Return a set, its ten old revisions, and the one that it is at."""
    owner = workload(kind)
    owner["status"] = {"currentRevision": "w-11", "updateRevision": "w-11"} if kind == "StatefulSet" else {}
    template = owner["spec"]["template"]
    old = [changed(template, "spec", "containers", 0, "image", to=f"i:0.{number}") for number in range(1, 11)]
    return owner, [revision(owner, f"w-{at}", one, revision=at) for at, one in enumerate([*old, template], 1)]


@pytest.mark.parametrize("kind", ["StatefulSet", "DaemonSet"])
def test_old_revisions_are_their_sets_under_lower_numbers(tmp_path: Path, kind: str) -> None:
    owner, made = revisions(kind)
    assert told_of(tmp_path, [owner], *made) == []
    evil = revision(owner, "w-666", changed(owner["spec"]["template"], "spec", to=EVIL))
    lines = ['drift.claimed k8s_apps_controller_revision.d["w-666"]']
    assert told_of(tmp_path, [owner], *made[1:], {**evil, "revision": 1}) == []  # what it holds nobody can tell
    for number in (12, 11, 0, -1, None, "1"):
        assert told_of(tmp_path, [owner], *made[1:], {**evil, "revision": number}) == lines
    twice = told_of(tmp_path, [owner], *made, {**evil, "revision": 1})
    assert twice == ['drift.claimed k8s_apps_controller_revision.d["w-1"]', *lines]
    latest = told_of(tmp_path, [owner], *made, {**evil, "revision": 11})
    assert latest == lines  # the one that the set is at is known by its template
    assert told_of(tmp_path, [owner], {**evil, "revision": 1}) == lines  # the one that it is at is nowhere
