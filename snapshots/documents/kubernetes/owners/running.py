"""Whether what an owner makes may run: of one that is off, pods stay for a while, and are gone.

Whoever may create pods can write an owner into one that makes none any more. Its controller deletes it, or leaves it,
and it runs until then, for as long as it asks for: https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/.
"""

from __future__ import annotations

from typing import Any

from snapshots.documents.kubernetes.deletion import DELETED
from snapshots.documents.kubernetes.members import as_items, as_mapping
from snapshots.documents.piece import Piece

_ENDED = ("Failed", "Succeeded")  # phases in which no container of a pod runs, or starts again
_OVER = ("Complete", "Failed")  # conditions of a job that makes no more pods
_GRACE = 30  # seconds, where a template does not tell


def is_on(owner: Piece) -> bool:
    """Tell whether an owner makes pods: it has replicas, or is a job that goes on."""
    spec = as_mapping(owner.content.get("spec"))
    if owner.kind != "batch/Job":
        return spec.get("replicas") != 0
    told = as_items(owner.status.get("conditions"))
    is_over = any(one.get("type") in _OVER and one.get("status") == "True" for one in told)
    return not is_over and spec.get("suspend") is not True


def is_ending(pod: Piece, root: Piece) -> bool:
    """Tell whether a pod has ended, or is being deleted and goes on no longer than its root lets its pods go on."""
    if pod.status.get("phase") in _ENDED:
        return True
    return DELETED in pod.content and pod.grace is not None and pod.grace <= _grace(root)


def _grace(root: Piece) -> int:
    spec: Any = root.content.get("spec")
    if root.kind == "batch/CronJob":
        spec = as_mapping(as_mapping(spec).get("jobTemplate")).get("spec")
    template = as_mapping(as_mapping(spec).get("template"))
    told = as_mapping(template.get("spec")).get("terminationGracePeriodSeconds")
    return told if isinstance(told, int) else _GRACE
