"""The shapes of pods: containers, volumes, probes.

Defaults are those of `pkg/apis/core/v1/defaults.go`, keys of lists the `patchMergeKey` and `listMapKey` of
`api/core/v1/types.go`, both of https://github.com/kubernetes/kubernetes (1.36).
"""

from __future__ import annotations

import re
from typing import Any

from snapshots.documents.kubernetes.shapes import Object, Shape

_TOKEN_VOLUME = re.compile(r"(?:kube-api-access|[a-z0-9.\-]{1,240}-token)-[a-z0-9]{5}")
_TOKEN_PATH = "/var/run/secrets/kubernetes.io/serviceaccount"  # noqa: S105 - where it is mounted
# What admission adds to every pod: DefaultTolerationSeconds.
_ADDED_TOLERATIONS = frozenset({"node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"})
_FIELD = Shape(defaults={"apiVersion": "v1"})
_HTTP = Shape(defaults={"path": "/", "scheme": "HTTP"}, numbers=frozenset({"port"}))
_ACTIONS = {
    "httpGet": _HTTP,
    "tcpSocket": Shape(numbers=frozenset({"port"})),
    "grpc": Shape(),
}
_PROBE = Shape(
    defaults={"timeoutSeconds": 1, "periodSeconds": 10, "successThreshold": 1, "failureThreshold": 3},
    members=_ACTIONS,
)
_HOOK = Shape(members=_ACTIONS)
_ENV = Shape(
    members={
        "valueFrom": Shape(members={"fieldRef": _FIELD, "resourceFieldRef": Shape(quantities=frozenset({"divisor"}))})
    }
)
RESOURCES = Shape(amounts=frozenset({"limits", "requests"}), keyed={"claims": ("name",)})


def _pulled(container: Object) -> Object:
    """Set when an image is pulled: always for the tag `latest` and for none, else if it is not there."""
    image = container.get("image")
    if isinstance(image, str) and "imagePullPolicy" not in container:
        tag = "" if "@" in image else image.rpartition("/")[2].partition(":")[2] or "latest"
        container["imagePullPolicy"] = "Always" if tag == "latest" else "IfNotPresent"
    return container


CONTAINER = Shape(
    defaults={
        "resources": {},
        "securityContext": {},
        "terminationMessagePath": "/dev/termination-log",
        "terminationMessagePolicy": "File",
    },
    keyed={
        "env": ("name",),
        "ports": ("containerPort", "protocol"),
        "volumeMounts": ("mountPath",),
        "volumeDevices": ("devicePath",),
    },
    members={
        "env": _ENV,
        "lifecycle": Shape(members={"postStart": _HOOK, "preStop": _HOOK}),
        "livenessProbe": _PROBE,
        "ports": Shape(defaults={"protocol": "TCP"}),
        "readinessProbe": _PROBE,
        "resources": RESOURCES,
        "startupProbe": _PROBE,
    },
    finish=_pulled,
)
_ITEMS = Shape(members={"items": Shape(members={"fieldRef": _FIELD})})
_MODE = {"defaultMode": 420}
CLAIM_SPEC = Shape(defaults={"volumeMode": "Filesystem"}, members={"resources": RESOURCES})


def _volume(volume: Object) -> Object:
    """Make a volume without a source an empty folder."""
    return volume if volume.keys() - {"name"} else {**volume, "emptyDir": {}}


VOLUME = Shape(
    members={
        "configMap": Shape(defaults=_MODE),
        "downwardAPI": Shape(defaults=_MODE, members={"items": Shape(members={"fieldRef": _FIELD})}),
        "emptyDir": Shape(quantities=frozenset({"sizeLimit"})),
        "ephemeral": Shape(members={"volumeClaimTemplate": Shape(members={"spec": CLAIM_SPEC})}),
        "projected": Shape(
            defaults=_MODE,
            members={
                "sources": Shape(
                    members={
                        "downwardAPI": _ITEMS,
                        "serviceAccountToken": Shape(defaults={"expirationSeconds": 3600}),
                    }
                )
            },
        ),
        "secret": Shape(defaults=_MODE),
    },
    finish=_volume,
)


def _account(spec: Object) -> Object:
    """Name the service account by its newer name alone, and tell the order in which the first containers run."""
    told = spec.pop("serviceAccount", None)
    if told is not None:
        spec.setdefault("serviceAccountName", told)
    first = spec.get("initContainers")
    if isinstance(first, list) and len(first) > 1:
        spec["initContainerOrder"] = [one.get("name") if isinstance(one, dict) else None for one in first]
    return spec


POD_SPEC = Shape(
    defaults={
        "dnsPolicy": "ClusterFirst",
        "restartPolicy": "Always",
        "schedulerName": "default-scheduler",
        "securityContext": {},
        "terminationGracePeriodSeconds": 30,
    },
    keyed={
        "containers": ("name",),
        "ephemeralContainers": ("name",),
        "hostAliases": ("ip",),
        "imagePullSecrets": ("name",),
        "initContainers": ("name",),
        "resourceClaims": ("name",),
        "schedulingGates": ("name",),
        "topologySpreadConstraints": ("topologyKey", "whenUnsatisfiable"),
        "volumes": ("name",),
    },
    members={
        "containers": CONTAINER,
        "ephemeralContainers": CONTAINER,
        "initContainers": CONTAINER,
        "volumes": VOLUME,
        "resources": RESOURCES,
    },
    amounts=frozenset({"overhead"}),
    finish=_account,
)
# Of the metadata of a template the server keeps what is written, and `kubectl` writes an empty time.
TEMPLATE = Shape(
    server=frozenset({"status"}),
    members={"metadata": Shape(server=frozenset({"creationTimestamp", "name"})), "spec": POD_SPEC},
)


def own_pod(spec: Object) -> Object:
    """Return the spec of a pod by itself without what the scheduler, admission and the API server add to it alone."""
    found = {name: value for name, value in spec.items() if name != "priority"}
    found["volumes"] = _without(found.get("volumes"), lambda item: _TOKEN_VOLUME.fullmatch(str(item.get("name"))))
    found["tolerations"] = _without(found.get("tolerations"), _is_added)
    for kind in ("containers", "initContainers"):
        if isinstance(found.get(kind), list):
            found[kind] = [_own_container(item) for item in found[kind]]
    defaults = {"enableServiceLinks": True, "preemptionPolicy": "PreemptLowerPriority"}
    if "serviceAccount" not in found:
        defaults |= {"serviceAccountName": "default"}
    return {**defaults, **{name: value for name, value in found.items() if value is not None}}


def _own_container(container: Any) -> Any:
    if not isinstance(container, dict):
        return container
    mounts = _without(container.get("volumeMounts"), lambda item: item.get("mountPath") == _TOKEN_PATH)
    found = {**container, "volumeMounts": mounts}
    resources = container.get("resources")
    if isinstance(resources, dict) and isinstance(limits := resources.get("limits"), dict):
        # Who names a limit and no request asks for the limit.
        found["resources"] = {**resources, "requests": {**limits, **(resources.get("requests") or {})}}
    return found


def _is_added(item: dict[str, Any]) -> bool:
    return (
        item.get("key") in _ADDED_TOLERATIONS
        and item.get("operator") == "Exists"
        and item.get("effect") == "NoExecute"
        and item.get("tolerationSeconds") == 300
    )


def _without(items: Any, is_added: Any) -> Any:
    if not isinstance(items, list):
        return items
    return [item for item in items if not (isinstance(item, dict) and is_added(item))]
