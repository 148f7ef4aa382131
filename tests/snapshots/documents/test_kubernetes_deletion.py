"""What is being deleted is not as intended, whatever still runs; and finalizers by who lacks them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from engine.model.drift import DriftReport
from engine.model.outcome import Outcome, Severity
from tests.documents import collect, compared, drifted, told, write
from tests.snapshots.documents.test_kubernetes import item, listed

Object = dict[str, Any]
WHEN = "2026-11-01T10:00:00Z"
ARGO = "resources-finalizer.argocd.argoproj.io"
CUSTOM: Object = {"apiVersion": "x.example/v1", "kind": "Shop", "metadata": {"name": "w", "namespace": "d"}, "spec": {}}


def with_metadata(base: Object, **more: Any) -> Object:
    return {**base, "metadata": {**base["metadata"], **more}}


def reports(folder: Path, left: Object, right: Object) -> tuple[DriftReport, DriftReport]:
    """Return the drift and the parity of two objects."""
    pair = [collect(write(folder / f"{at}.json", listed(one))) for at, one in enumerate((left, right))]
    assert not [gap for found in pair for gap in found.gaps]
    drift, parity = drifted(*pair), compared(*pair)
    # Two environments of one password are another matter.
    rest = tuple(finding for finding in parity.findings if finding.rule != "parity.shared_secret")
    return drift, replace(parity, findings=rest)


@pytest.mark.parametrize("base", [item("Deployment"), item("ConfigMap"), CUSTOM], ids=["deployment", "map", "custom"])
def test_an_object_that_is_being_deleted_is_a_difference(tmp_path: Path, base: Object) -> None:
    dying = with_metadata(base, deletionTimestamp=WHEN, deletionGracePeriodSeconds=0, finalizers=["foregroundDeletion"])
    for report, rule in zip(reports(tmp_path, base, dying), ("drift", "parity"), strict=True):
        (finding,) = report.findings
        assert (finding.rule, finding.severity) == (f"{rule}.pending_deletion", Severity.HIGH)
        assert finding.outcome is Outcome.FAIL
        assert WHEN in finding.message
    drift, parity = reports(tmp_path, dying, base)
    assert told(drift) == []  # a time that the intent says is none: no server takes it
    assert [finding.rule for finding in parity.findings] == ["parity.pending_deletion"]
    later = with_metadata(dying, deletionTimestamp="2026-11-02T10:00:00+01:00")
    drift, parity = reports(tmp_path, dying, later)
    assert [finding.rule for finding in drift.findings] == ["drift.pending_deletion"]
    assert told(parity) == []


def test_no_change_hides_behind_a_deletion(tmp_path: Path) -> None:
    base, dying = item("Deployment"), with_metadata(item("Deployment"), deletionTimestamp=WHEN)
    dying["spec"]["template"]["spec"]["hostPID"] = True
    for report in reports(tmp_path, base, dying):
        ends, changed = sorted(report.findings, key=lambda finding: len(finding.change.path))
        assert (ends.change.path, changed.change.path[-1]) == ((), "hostPID")


@pytest.mark.parametrize("when", ["", "soon", 5, {}, [], False, "2026-11-01", "7"])
def test_a_time_that_is_none_is_a_gap(tmp_path: Path, when: Any) -> None:
    found = collect(write(tmp_path / "a.json", listed(with_metadata(CUSTOM, deletionTimestamp=when))))
    (gap,) = found.gaps
    assert "deletionTimestamp" in gap.detail
    assert not found.complete


@pytest.mark.parametrize("value", ["a", {"a": 1}, [None], [1], [""], [["a"]]])
def test_finalizers_that_are_none_are_a_gap(tmp_path: Path, value: Any) -> None:
    found = collect(write(tmp_path / "a.json", listed(with_metadata(CUSTOM, finalizers=value))))
    (gap,) = found.gaps
    assert "finalizer" in gap.detail


ADDED = [
    *("foregroundDeletion", "kubernetes.io/pvc-protection", "external-attacher/ebs-csi-aws-com"),
    *("service.kubernetes.io/load-balancer-cleanup", "group.ingress.k8s.aws/shop", "batch.kubernetes.io/job-tracking"),
]


@pytest.mark.parametrize("name", ADDED)
def test_a_finalizer_that_the_cluster_adds_is_no_difference(tmp_path: Path, name: str) -> None:
    for base in (CUSTOM, with_metadata(CUSTOM, finalizers=[ARGO])):
        kept = base["metadata"].get("finalizers", [])
        other = with_metadata(base, finalizers=[name, *kept])
        for pair in ((base, other), (other, base)):
            assert [told(report) for report in reports(tmp_path, *pair)] == [[], []]


@pytest.mark.parametrize("name", [*(f"{name}x" for name in ADDED[:2]), "external-attacher", ARGO, "x.example/hold"])
@pytest.mark.parametrize("base", [item("Deployment"), CUSTOM], ids=["deployment", "custom"])
def test_a_finalizer_is_missed_more_than_one_that_nobody_asked_for(tmp_path: Path, base: Object, name: str) -> None:
    others = ["a.example/kept", "z.example/kept"]
    for kept in ([], others):
        with_it, without = (with_metadata(base, finalizers=names) for names in ([*kept, name], kept[::-1]))
        for report, severity in (
            *((one, Severity.MEDIUM) for one in reports(tmp_path, with_it, without)),
            *((one, Severity.LOW) for one in reports(tmp_path, without, with_it)),
        ):
            (finding,) = report.findings
            assert (finding.change.path[0], finding.severity) == ("finalizers", severity)


def test_one_finalizer_in_the_place_of_another_is_one_that_is_missing(tmp_path: Path) -> None:
    one, other = (with_metadata(CUSTOM, finalizers=[f"{name}.example/hold"]) for name in "ab")
    for report in reports(tmp_path, one, other):
        assert {finding.severity for finding in report.findings} == {Severity.MEDIUM}


@pytest.mark.parametrize("name", ["name", "labels", "annotations", "finalizers", "deletionTimestamp", "$(beside)"])
def test_what_an_object_says_itself_is_not_what_its_metadata_says(tmp_path: Path, name: str) -> None:
    one, other = ({**CUSTOM, name: {"a": value}} for value in (1, 2))
    for report in reports(tmp_path, one, other):
        (finding,) = report.findings
        assert finding.change.path == ("other", name, "a")
    kept = with_metadata(CUSTOM, labels={"a": "b"}, finalizers=[ARGO])
    for report in reports(tmp_path, kept, {**kept, name: {"a": 1}}):
        (finding,) = report.findings
        assert finding.change.path[0] == "other"


def test_neither_their_order_nor_one_twice_is_a_difference(tmp_path: Path) -> None:
    one, other = (with_metadata(CUSTOM, finalizers=names) for names in (["b/x", "a/x"], ["a/x", "b/x", "a/x"]))
    assert [told(report) for report in reports(tmp_path, one, other)] == [[], []]
