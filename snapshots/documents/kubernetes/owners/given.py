"""What controllers, admission and networks write on pods beside what is written on their template.

Everything else is somebody's: by labels services, policies and disruption budgets find a pod, and by annotations it
gets a role of a cloud, a sidecar or a profile. What has a known value is held against it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from snapshots.documents.kubernetes.endpoints import addresses_of
from snapshots.documents.kubernetes.members import as_mapping
from snapshots.documents.kubernetes.owners.profiles import is_told
from snapshots.documents.piece import Piece

_REVISION = "controller-revision-hash"
_BATCH = "batch.kubernetes.io/"
_INDEX = f"{_BATCH}job-completion-index"
_ORDINAL = re.compile(r"0|[1-9][0-9]{0,8}")
# Labels: https://kubernetes.io/docs/reference/labels-annotations-taints/. What begins with `topology` admission takes
# from the node (PodTopologyLabels), the profile is that of https://docs.aws.amazon.com/eks/latest/userguide/fargate.html.
_LABELS = frozenset(
    {"eks.amazonaws.com/fargate-profile", "topology.kubernetes.io/region", "topology.kubernetes.io/zone"}
)
_BY_SETS = frozenset({_REVISION, "pod-template-generation"})
_OF_JOBS = frozenset({"job-name", f"{_BATCH}job-name"})
_UIDS_OF_JOBS = frozenset({"controller-uid", f"{_BATCH}controller-uid"})
# Annotations, of which none decides anything: https://kubernetes.io/docs/reference/labels-annotations-taints/ (limit
# ranges, pod security policies); EKS on Fargate: https://docs.aws.amazon.com/eks/latest/userguide/fargate-logging.html;
# webhooks/core/annotation_validation_webhook.go of https://github.com/aws/amazon-vpc-resource-controller-k8s, which
# lets nobody else write `pod-eni`; https://cloud.google.com/kubernetes-engine/docs/concepts/autopilot-resource-requests;
# the status of https://github.com/k8snetworkplumbingwg/multus-cni; OpenShift's security context constraints and
# https://github.com/ovn-kubernetes/ovn-kubernetes; what https://github.com/projectcalico/calico reserves to itself.
_ANNOTATIONS = frozenset(
    {
        *("kubernetes.io/limit-ranger", "kubernetes.io/psp", "CapacityProvisioned", "Logging"),
        *("autopilot.gke.io/resource-adjustment", "autopilot.gke.io/warden-version", "vpc.amazonaws.com/pod-eni"),
        *("k8s.v1.cni.cncf.io/network-status", "k8s.v1.cni.cncf.io/networks-status", "k8s.ovn.org/pod-networks"),
        *("openshift.io/scc", "security.openshift.io/validated-scc-subject-type"),
        *("cni.projectcalico.org/containerID", "cni.projectcalico.org/podNetns"),
    }
)
# Those of jobs: api/batch/v1/types.go of https://github.com/kubernetes/kubernetes.
_COUNTS = frozenset({_INDEX, f"{_BATCH}job-index-failure-count", f"{_BATCH}job-index-ignored-failure-count"})
# Network policies of Calico believe these while the status has none (libcalico-go/lib/backend/k8s/conversion).
_ADDRESSES = frozenset({"cni.projectcalico.org/podIP", "cni.projectcalico.org/podIPs", "vpc.amazonaws.com/pod-ips"})

Written = tuple[Mapping[str, Any], Mapping[str, Any]]  # labels and annotations


def written_on(metadata: Mapping[str, Any], spec: Mapping[str, Any], owner: Piece, pod: Piece) -> Written:
    """Return the labels and annotations that somebody has written on a pod, or its template, beside the spec."""
    labels, annotations = as_mapping(metadata.get("labels")), as_mapping(metadata.get("annotations"))
    return (
        {name: value for name, value in labels.items() if not _is_label(name, value, owner, pod)},
        {
            name: value
            for name, value in annotations.items()
            if not _is_annotation(name, value, owner, pod) and not is_told(name, value, spec)
        },
    )


def written_on_job(metadata: Mapping[str, Any], job: Piece) -> Written:
    """Return what is written on the template of a job, without what the API writes there for it."""
    labels = as_mapping(metadata.get("labels"))
    kept = {name: value for name, value in labels.items() if not _is_of_job(name, value, job)}
    return kept, as_mapping(metadata.get("annotations"))


def _is_label(name: str, value: Any, owner: Piece, pod: Piece) -> bool:
    if name in _LABELS:
        return True
    match owner.kind:
        case "apps/StatefulSet":
            ordinal = str(pod.name).rpartition("-")[2]
            told = {"statefulset.kubernetes.io/pod-name": pod.name, "apps.kubernetes.io/pod-index": ordinal}
            return name == _REVISION or (name in told and value == told[name])
        case "apps/DaemonSet":
            return name in _BY_SETS
        case "batch/Job":
            return _is_of_job(name, value, owner) or (name == _INDEX and _is_count(value))
    return False  # a ReplicaSet has the label that it gives in its template


def _is_of_job(name: str, value: Any, job: Piece) -> bool:
    return (name in _OF_JOBS and value == job.name) or (name in _UIDS_OF_JOBS and value == job.uid)


def _is_annotation(name: str, value: Any, owner: Piece, pod: Piece) -> bool:
    if name in _ADDRESSES:
        told = {one.partition("/")[0] for one in str(value).split(",")} - {""}
        return told <= addresses_of(pod)
    return name in _ANNOTATIONS or (owner.kind == "batch/Job" and name in _COUNTS and _is_count(value))


def _is_count(value: Any) -> bool:
    return isinstance(value, str) and _ORDINAL.fullmatch(value) is not None
