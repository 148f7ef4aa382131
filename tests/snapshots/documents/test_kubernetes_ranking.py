"""What is brought into an object weighs as much as the most in it, whatever anybody has called it."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from engine.comparison.attributes import AttributeComparison
from engine.findings.posture import digest_posture
from engine.model.drift import DriftReport
from engine.model.outcome import Outcome, Severity
from engine.provider.rating import Rater
from tests.documents import KNOWN, collect, drifted, write
from tests.snapshots.documents.test_kubernetes import listed
from tests.snapshots.documents.test_kubernetes_forged import PLACE, workload

Object = dict[str, Any]
PRIVILEGED = {"securityContext": {"privileged": True}}
HARDENED = {
    "securityContext": {
        "privileged": False,
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
}
HOST = {"hostPath": {"path": "/"}}


def added(**members: Any) -> Object:
    """Return a Deployment whose pods have more."""
    found = {**workload("ReplicaSet"), "kind": "Deployment"}
    spec = found["spec"]["template"]["spec"]
    for name, value in copy.deepcopy(members).items():
        spec[name] = [*spec.get(name, []), *value] if isinstance(value, list) else value
    return found


def compare(folder: Path, want: Object, *live: Object) -> DriftReport:
    return drifted(
        collect(write(folder / "want.json", listed(want))), collect(write(folder / "live.json", listed(*live)))
    )


CONFIG = {"configMap": {"name": "settings"}}
BROUGHT: list[tuple[Mapping[str, Any], Severity]] = [
    ({"volumes": [{"name": "v", **HOST}]}, Severity.CRITICAL),
    ({"volumes": [{"name": "v", **CONFIG}]}, Severity.MEDIUM),
    ({"volumes": [{"name": "v", **CONFIG}, {"name": "w", **HOST}]}, Severity.CRITICAL),
    ({"containers": [{"name": "e", "image": "e:1", **PRIVILEGED}]}, Severity.CRITICAL),
    ({"containers": [{"name": "e", "image": "e:1", **HARDENED}]}, Severity.HIGH),
    ({"containers": [{"name": "e", "image": "e:1"}]}, Severity.HIGH),
    ({"initContainers": [{"name": "e", "image": "e:1", **PRIVILEGED}]}, Severity.CRITICAL),
    ({"ephemeralContainers": [{"name": "e", "image": "e:1", **PRIVILEGED}]}, Severity.CRITICAL),
    ({"hostNetwork": True}, Severity.HIGH),
    ({"securityContext": {"runAsNonRoot": False, "runAsUser": 0}}, Severity.HIGH),
    ({"shareProcessNamespace": True}, Severity.HIGH),
    ({"hostUsers": False}, Severity.LOW),
    ({"volumes": [{"name": "v", "secret": {"secretName": "admin"}}]}, Severity.HIGH),
    ({"volumes": [{"name": "v", "projected": {"sources": [{"serviceAccountToken": {"path": "t"}}]}}]}, Severity.HIGH),
    ({"dnsConfig": {"nameservers": ["192.0.2.1"]}}, Severity.MEDIUM),
]


@pytest.mark.parametrize(("members", "severity"), BROUGHT)
def test_what_is_brought_weighs_as_much_as_the_most_in_it(
    tmp_path: Path, members: Mapping[str, Any], severity: Severity
) -> None:
    found = compare(tmp_path, added(), added(**members)).findings
    assert max((one.severity for one in found), key=lambda one: one.rank) is severity
    assert {one.outcome is Outcome.FAIL for one in found} == {severity.rank >= Severity.HIGH.rank}


@pytest.mark.parametrize("name", ["tags", "labels", "policy", "parameters", "annotations", "image", "replicas"])
def test_it_is_the_same_whatever_a_container_or_a_volume_is_called(tmp_path: Path, name: str) -> None:
    container = {"name": name, "image": "e:1"}
    new = compare(tmp_path, added(), added(containers=[{**container, **PRIVILEGED}], volumes=[{"name": name, **HOST}]))
    assert {one.severity for one in new.findings} == {Severity.CRITICAL}
    changed = compare(
        tmp_path,
        added(containers=[container], volumes=[{"name": name, **CONFIG}]),
        added(containers=[{**container, **PRIVILEGED}], volumes=[{"name": name, **CONFIG, **HOST}]),
    )
    assert {one.severity for one in changed.findings} == {Severity.CRITICAL}


@pytest.mark.parametrize("name", ["privileged", "hostPath", "image", "capabilities"])
def test_a_variable_or_a_label_that_is_called_as_a_danger_is_none(tmp_path: Path, name: str) -> None:
    want, live = added(), added()
    live["spec"]["template"]["spec"]["containers"][0]["env"] = [{"name": name, "value": "true"}]
    live["spec"]["template"]["metadata"]["annotations"] = {name: "true"}
    live["metadata"] = {**live["metadata"], "labels": {name: "true"}}
    assert {one.severity for one in compare(tmp_path, want, live).findings} == {Severity.MEDIUM, Severity.LOW}


@pytest.mark.parametrize(
    "member",
    [
        {"command": ["sh", "-c", "x"]},
        {"args": ["--insecure"]},
        {"lifecycle": {"postStart": {"exec": {"command": ["sh", "-c", "x"]}}}},
        {"envFrom": [{"secretRef": {"name": "admin"}}]},
        {"env": [{"name": "A", "valueFrom": {"secretKeyRef": {"name": "admin", "key": "k"}}}]},
    ],
)
def test_which_code_runs_and_which_secrets_it_reads_is_severe(tmp_path: Path, member: Object) -> None:
    want, live = added(), added()
    live["spec"]["template"]["spec"]["containers"][0] |= member
    assert [one.severity for one in compare(tmp_path, want, live).findings] == [Severity.HIGH]


KEYS = [
    ("Namespace", "labels", "pod-security.kubernetes.io/enforce", Severity.HIGH),
    ("ServiceAccount", "annotations", "eks.amazonaws.com/role-arn", Severity.HIGH),
    ("ServiceAccount", "annotations", "iam.gke.io/gcp-service-account", Severity.HIGH),
    ("Pod", "annotations", "container.apparmor.security.beta.kubernetes.io/c", Severity.HIGH),
    ("Service", "annotations", "service.beta.kubernetes.io/aws-load-balancer-scheme", Severity.HIGH),
    ("Service", "annotations", "example.org/owner", Severity.LOW),
    ("Namespace", "labels", "team", Severity.LOW),
]


@pytest.mark.parametrize(("kind", "member", "key", "severity"), KEYS)
def test_a_label_or_annotation_weighs_what_its_key_means_to_everybody(
    tmp_path: Path, kind: str, member: str, key: str, severity: Severity
) -> None:
    def of(**written: Any) -> Object:
        metadata = {"name": "a", **({} if kind == "Namespace" else PLACE), **written}
        return {"apiVersion": "v1", "kind": kind, "metadata": metadata, "spec": {}}

    other = {"example.org/x": "y"}
    one, two = {key: "one"}, {key: "two"}
    for want, live in (({}, one), (one, {}), (one, two), (other, other | one), (other | one, other)):
        pair = (of(**({member: written} if written else {})) for written in (want, live))
        assert [found.severity for found in compare(tmp_path, *pair).findings] == [severity], (want, live)


def test_an_object_that_nobody_intended_is_severe_where_it_holds_what_is(tmp_path: Path) -> None:
    def of(**members: Any) -> tuple[Severity, Outcome]:
        other = added(**members)
        other["metadata"] = {**PLACE, "name": "other"}
        (found,) = compare(tmp_path, added(), added(), other).findings
        return found.severity, found.outcome

    assert of() == (Severity.MEDIUM, Outcome.WARN)
    assert of(containers=[{"name": "e", "image": "e:1", **HARDENED}]) == (Severity.MEDIUM, Outcome.WARN)
    for members in (
        {"volumes": [{"name": "labels", **HOST}]},
        {"hostPID": True},
        {"containers": [{"name": "tags", "image": "e:1", **PRIVILEGED}]},
        {"containers": [{"name": "e", "image": "e:1", "securityContext": {"capabilities": {"add": ["SYS_ADMIN"]}}}]},
    ):
        assert of(**members) == (Severity.HIGH, Outcome.FAIL)


def test_whoever_accepts_an_object_accepts_no_more_than_it_holds(tmp_path: Path) -> None:
    def posture(**members: Any) -> str:
        (resource,) = collect(write(tmp_path / "a.json", listed(added(**members)))).resources
        return digest_posture(resource, AttributeComparison(KNOWN), Rater(KNOWN))[0]

    base = posture()
    assert posture(terminationGracePeriodSeconds=5) == base
    for name in ("c2", "labels"):
        assert posture(containers=[{"name": name, "image": "e:1", **PRIVILEGED}]) != base
    assert posture(hostPID=True) != base
    assert posture(volumes=[{"name": "tags", **HOST}]) != base
