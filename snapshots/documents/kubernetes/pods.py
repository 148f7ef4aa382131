"""The shapes of pods: containers, volumes, probes.

Defaults are those of `pkg/apis/core/v1/defaults.go`, keys of lists the `patchMergeKey` and `listMapKey` of
`api/core/v1/types.go`, both of https://github.com/kubernetes/kubernetes (1.36).
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from snapshots.documents.kubernetes.shapes import Object, Shape
from snapshots.documents.kubernetes.variables import told_order

_TOKEN_VOLUME = re.compile(r"kube-api-access-[a-z0-9]{5}")
_TOKEN_SECRET = re.compile(r"[a-z0-9.\-]{1,240}-token-[a-z0-9]{5}")
_CERTIFICATES = frozenset({"kube-root-ca.crt", "openshift-service-ca.crt"})
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


def _container(container: Object) -> Object:
    """Set when an image is pulled: always for the tag `latest` and for none, else if it is not there."""
    container = told_order(container)
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
        # A container that says false overrides its pod.
        "securityContext": Shape(chosen=frozenset({"runAsNonRoot"})),
        "startupProbe": _PROBE,
    },
    finish=_container,
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


def _without_override(container: Any) -> Any:
    """Return a container without a false that overrides nothing, since its pod does not say true."""
    context = container.get("securityContext") if isinstance(container, dict) else None
    if not isinstance(context, dict) or context.get("runAsNonRoot") is not False:
        return container
    return {**container, "securityContext": {k: v for k, v in context.items() if k != "runAsNonRoot"}}


def _account(spec: Object) -> Object:
    """Name the service account by its newer name alone, and tell the order in which the first containers run."""
    told = spec.pop("serviceAccount", None)
    if told is not None:
        spec.setdefault("serviceAccountName", told)
    context = spec.get("securityContext")
    if not (isinstance(context, dict) and context.get("runAsNonRoot") is True):
        for kind in ("containers", "ephemeralContainers", "initContainers"):
            if isinstance(spec.get(kind), list):
                spec[kind] = [_without_override(one) for one in spec[kind]]
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
    account = str(found.get("serviceAccountName") or found.get("serviceAccount") or "default")
    volumes = found.get("volumes")
    tokens = {
        item["name"]
        for item in (volumes if isinstance(volumes, list) else ())
        if isinstance(item, dict) and _is_of_token(item, account)
    }
    found["volumes"] = _without(volumes, lambda item: _is_of_token(item, account))
    found["tolerations"] = _without(found.get("tolerations"), _is_added)
    for kind in ("containers", "initContainers"):
        if isinstance(found.get(kind), list):
            found[kind] = [_own_container(item, tokens) for item in found[kind]]
    defaults = {"enableServiceLinks": True, "preemptionPolicy": "PreemptLowerPriority"}
    if "serviceAccount" not in found:
        defaults |= {"serviceAccountName": "default"}
    return {**defaults, **{name: value for name, value in found.items() if value is not None}}


def _is_of_token(volume: Object, account: str) -> bool:
    """Tell whether a volume is what admission adds for the token of a service account, and nothing else by its name."""
    name = str(volume.get("name"))
    if volume.keys() == {"name", "secret"}:  # of clusters before 1.22
        source = volume["secret"]
        called = isinstance(source, dict) and source.keys() <= {"secretName", "defaultMode"}
        return (
            called
            and name.startswith(f"{account}-token-")
            and bool(_TOKEN_SECRET.fullmatch(name))
            and (source.get("secretName") == name)
        )
    if volume.keys() != {"name", "projected"} or not _TOKEN_VOLUME.fullmatch(name):
        return False
    projected = volume["projected"]
    sources = projected.get("sources") if isinstance(projected, dict) else None
    return isinstance(sources, list) and bool(sources) and all(map(_is_added_source, sources))


def _is_added_source(source: Any) -> bool:
    match source:
        case {"serviceAccountToken": {"path": _, **token}, **others}:  # the path is hidden like a token itself
            return not others and token.keys() <= {"expirationSeconds"}
        case {"configMap": {"name": str(name)}, **others}:
            return not others and name in _CERTIFICATES
        case {"downwardAPI": {"items": [{"path": "namespace", "fieldRef": {"fieldPath": "metadata.namespace"}}]}}:
            return len(source) == 1
    return False


def _own_container(container: Any, tokens: Collection[str]) -> Any:
    if not isinstance(container, dict):
        return container
    mounts = _without(
        container.get("volumeMounts"),
        lambda item: (
            item.get("mountPath") == _TOKEN_PATH
            and str(item.get("name")) in tokens
            and item.keys() <= {"mountPath", "name", "readOnly", "recursiveReadOnly"}
        ),
    )
    found = {**container, "volumeMounts": mounts}
    resources = container.get("resources")
    if isinstance(resources, dict) and isinstance(limits := resources.get("limits"), dict):
        # Who names a limit and no request asks for the limit.
        requests = resources.get("requests") or {}
        if isinstance(requests, dict):
            found["resources"] = {**resources, "requests": {**limits, **requests}}
    return found


def _is_added(item: dict[str, Any]) -> bool:
    return (
        str(item.get("key")) in _ADDED_TOLERATIONS
        and item.get("operator") == "Exists"
        and item.get("effect") == "NoExecute"
        and item.get("tolerationSeconds") == 300
    )


def _without(items: Any, is_added: Any) -> Any:
    if not isinstance(items, list):
        return items
    return [item for item in items if not (isinstance(item, dict) and is_added(item))]
