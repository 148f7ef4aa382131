"""Whether an object is being deleted, and what is done before it is gone.

The server sets `deletionTimestamp` when somebody deletes an object, and keeps it until its finalizers are gone:
https://kubernetes.io/docs/concepts/overview/working-with-objects/finalizers/. Until then it is there, and works.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from snapshots.documents.errors import unparsable
from snapshots.documents.piece import list_of, text_of

DELETED, FINALIZERS = "deletionTimestamp", "finalizers"
_TIME = re.compile(r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:[Zz]|[+-]\d{2}:\d{2})")
# What the cluster adds by itself; one that ends with a slash is a beginning. Those of deletions, volumes, jobs and
# services of https://github.com/kubernetes/kubernetes; of the sidecars of https://github.com/kubernetes-csi; and of
# shared_constants of https://github.com/kubernetes-sigs/aws-load-balancer-controller.
_ADDED = (
    *("foregroundDeletion", "orphan"),
    *("kubernetes.io/pv-controller", "kubernetes.io/pv-protection", "kubernetes.io/pvc-protection"),
    *("kubernetes.io/vac-protection", "external-attacher/", "external-provisioner.volume.kubernetes.io/finalizer"),
    "provisioner.storage.kubernetes.io/cloning-protection",
    "provisioner.storage.kubernetes.io/volumesnapshot-as-source-protection",
    "snapshot.storage.kubernetes.io/pvc-as-source-protection",
    "snapshot.storage.kubernetes.io/volumesnapshot-as-source-protection",
    "snapshot.storage.kubernetes.io/volumesnapshot-bound-protection",
    "snapshot.storage.kubernetes.io/volumesnapshotcontent-bound-protection",
    *("batch.kubernetes.io/job-tracking", "customresourcecleanup.apiextensions.k8s.io"),
    *("resource.kubernetes.io/delete-protection", "service.kubernetes.io/load-balancer-cleanup"),
    *("elbv2.k8s.aws/resources", "group.ingress.k8s.aws/", "ingress.k8s.aws/resources", "service.k8s.aws/resources"),
)


def of_deletion(metadata: Mapping[str, Any]) -> dict[str, Any]:
    """Return when an object is deleted, where it is, and its finalizers but those that the cluster adds by itself.

    Raises DocumentError where the server would take neither.
    """
    found: dict[str, Any] = {FINALIZERS: sorted(set(_finalizers(metadata)))}
    when = metadata.get(DELETED)
    if when is not None:
        if not _TIME.fullmatch(text_of(when, f"the {DELETED} of an object")):
            raise unparsable(f"the {DELETED} of an object is no time")
        found[DELETED] = when
    return found


def grace_of(metadata: Mapping[str, Any]) -> int | None:
    """Return for how many seconds what is being deleted may go on, none where that is not told."""
    told = metadata.get("deletionGracePeriodSeconds")
    return told if metadata.get(DELETED) is not None and isinstance(told, int) else None


def _finalizers(metadata: Mapping[str, Any]) -> Iterator[str]:
    for one in list_of(metadata.get(FINALIZERS), f"the {FINALIZERS} of an object"):
        name = text_of(one, "a finalizer of an object")
        if not any(name.startswith(known) if known.endswith("/") else name == known for known in _ADDED):
            yield name
