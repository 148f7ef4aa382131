"""The kinds of Kubernetes' own API: their attributes, defaults, and what the cluster assigns.

Defaults are those of `pkg/apis/GROUP/VERSION/defaults.go` of https://github.com/kubernetes/kubernetes (1.36).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from snapshots.documents.kubernetes.pods import CLAIM_SPEC, POD_SPEC, TEMPLATE
from snapshots.documents.kubernetes.shapes import NOTHING, Object, Shape

RBAC = "rbac.authorization.k8s.io"
ADMISSION = "admissionregistration.k8s.io"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind: its top-level members beside metadata, and the shape of all of it, none where nobody knows.

    `cluster` tells that its objects lie in no namespace. `assigned` are members of its spec that the cluster gives to
    who does not ask for one: they are attributes of their own, which are compared where both sides tell them.
    """

    members: tuple[str, ...] = ("spec",)
    shape: Shape | None = None
    cluster: bool = False
    assigned: tuple[str, ...] = ()


def _rolling(name: str, least: Mapping[str, Any]) -> Any:
    """Return what fills a strategy: a rolling update, with these limits."""

    def fill(spec: Object) -> Object:
        told = spec.get(name) or {}
        if not isinstance(told, Mapping):
            return spec
        strategy = {"type": "RollingUpdate", **told}
        limits = strategy.get("rollingUpdate") or {}
        if strategy["type"] == "RollingUpdate" and isinstance(limits, Mapping):
            strategy["rollingUpdate"] = {**least, **limits}
        return {**spec, name: strategy}

    return fill


_STRATEGY = Shape(members={"rollingUpdate": Shape(numbers=frozenset({"maxSurge", "maxUnavailable"}))})
_DEPLOYMENT = Shape(
    defaults={"replicas": 1, "revisionHistoryLimit": 10, "progressDeadlineSeconds": 600},
    members={"template": TEMPLATE, "strategy": _STRATEGY},
    finish=_rolling("strategy", {"maxSurge": "25%", "maxUnavailable": "25%"}),
)
_DAEMON_SET = Shape(
    defaults={"revisionHistoryLimit": 10},
    members={"template": TEMPLATE, "updateStrategy": _STRATEGY},
    finish=_rolling("updateStrategy", {"maxSurge": 0, "maxUnavailable": 1}),
)
_CLAIM_TEMPLATE = Shape(
    server=frozenset({"apiVersion", "kind", "status"}),
    members={"metadata": Shape(server=frozenset({"creationTimestamp"})), "spec": CLAIM_SPEC},
)
_STATEFUL_SET = Shape(
    defaults={
        "replicas": 1,
        "revisionHistoryLimit": 10,
        "podManagementPolicy": "OrderedReady",
        "persistentVolumeClaimRetentionPolicy": {"whenDeleted": "Retain", "whenScaled": "Retain"},
    },
    members={"template": TEMPLATE, "updateStrategy": _STRATEGY, "volumeClaimTemplates": _CLAIM_TEMPLATE},
    finish=_rolling("updateStrategy", {"partition": 0}),
)
_JOB_LABELS = frozenset(
    {"controller-uid", "job-name", "batch.kubernetes.io/controller-uid", "batch.kubernetes.io/job-name"}
)


def _job(spec: Object) -> Object:
    """Set how often a job runs, and leave out by what it finds its pods, which it makes itself."""
    if "completions" not in spec and "parallelism" not in spec:
        spec["completions"] = 1
    spec.setdefault("parallelism", 1)
    if not spec.get("manualSelector"):
        spec.pop("selector", None)
    return spec


JOB = Shape(
    defaults={
        "backoffLimit": 6,
        "completionMode": "NonIndexed",
        "suspend": False,
        "podReplacementPolicy": "TerminatingOrFailed",
    },
    members={
        "template": Shape(
            members={
                "metadata": Shape(
                    server=frozenset({"creationTimestamp", "name"}), members={"labels": Shape(server=_JOB_LABELS)}
                ),
                "spec": POD_SPEC,
            }
        )
    },
    finish=_job,
)
_CRON_JOB = Shape(
    defaults={
        "concurrencyPolicy": "Allow",
        "suspend": False,
        "successfulJobsHistoryLimit": 3,
        "failedJobsHistoryLimit": 1,
    },
    members={
        "jobTemplate": Shape(
            members={"metadata": Shape(server=frozenset({"creationTimestamp"})), "spec": JOB},
        )
    },
)


def _service(spec: Object) -> Object:
    """Set how a service is reached, by its type."""
    kind = spec.setdefault("type", "ClusterIP")
    if kind != "ExternalName":
        spec.setdefault("internalTrafficPolicy", "Cluster")
    if kind in ("LoadBalancer", "NodePort"):
        spec.setdefault("externalTrafficPolicy", "Cluster")
    if kind == "LoadBalancer":
        spec.setdefault("allocateLoadBalancerNodePorts", True)
    if spec.setdefault("sessionAffinity", "None") == "ClientIP":
        spec.setdefault("sessionAffinityConfig", {"clientIP": {"timeoutSeconds": 10800}})
    spec.pop("clusterIPs", None)  # the first of them is `clusterIP`
    return spec


def _service_port(port: Object) -> Object:
    port.setdefault("targetPort", port.get("port"))
    return port


_SERVICE = Shape(
    keyed={"ports": ("port", "protocol")},
    members={"ports": Shape(defaults={"protocol": "TCP"}, numbers=frozenset({"targetPort"}), finish=_service_port)},
    finish=_service,
)
_NETWORK_PORT = Shape(defaults={"protocol": "TCP"}, numbers=frozenset({"port"}))
_NETWORK_RULE = Shape(members={"ports": _NETWORK_PORT})


def _network_policy(spec: Object) -> Object:
    spec.setdefault("policyTypes", ["Ingress", "Egress"] if spec.get("egress") else ["Ingress"])
    return spec


_AUTOSCALER = Shape(defaults={"minReplicas": 1})
_METRIC_TARGET = Shape(quantities=frozenset({"averageValue", "value"}))
_METRIC = Shape(members={"target": _METRIC_TARGET})
_AUTOSCALER_2 = Shape(
    defaults={"minReplicas": 1},
    members={
        "metrics": Shape(
            members=dict.fromkeys(("resource", "containerResource", "pods", "object", "external"), _METRIC)
        )
    },
)
_WEBHOOK = Shape(
    defaults={
        "failurePolicy": "Fail",
        "matchPolicy": "Equivalent",
        "namespaceSelector": {},
        "objectSelector": {},
        "timeoutSeconds": 10,
    },
    keyed={"matchConditions": ("name",)},
    members={
        "rules": Shape(defaults={"scope": "*"}),
        "clientConfig": Shape(members={"service": Shape(defaults={"port": 443})}),
    },
)
_MUTATING = Shape(
    defaults={**_WEBHOOK.defaults, "reinvocationPolicy": "Never"}, keyed=_WEBHOOK.keyed, members=_WEBHOOK.members
)


def _subject(subject: Object) -> Object:
    if subject.get("kind") in ("User", "Group"):
        subject.setdefault("apiGroup", RBAC)
    return subject


_BINDING = Shape(members={"roleRef": Shape(defaults={"apiGroup": RBAC}), "subjects": Shape(finish=_subject)})


def _definition(spec: Object) -> Object:
    """Name the list of a custom resource, and one of it, as the API server does."""
    names = spec.get("names")
    if isinstance(names, dict) and isinstance(names.get("kind"), str):
        kind = names["kind"]
        spec["names"] = {"listKind": f"{kind}List", "singular": kind.lower(), **names}
    return spec


_DEFINITION = Shape(
    defaults={"conversion": {"strategy": "None"}}, raw=frozenset({"validation", "versions"}), finish=_definition
)
_VOLUME = Shape(
    defaults={"persistentVolumeReclaimPolicy": "Retain", "volumeMode": "Filesystem"},
    amounts=frozenset({"capacity"}),
    members={"claimRef": Shape(server=frozenset({"uid", "resourceVersion", "apiVersion", "kind"}))},
)
_LIMITS = frozenset({"default", "defaultRequest", "max", "maxLimitRequestRatio", "min"})


def _spec(shape: Shape) -> Shape:
    return Shape(members={"spec": shape})


# (group, kind) -> what is known of it.
KINDS: Mapping[tuple[str, str], Kind] = {
    ("", "ConfigMap"): Kind(members=("data", "binaryData", "immutable"), shape=NOTHING),
    ("", "Secret"): Kind(members=("type", "data", "immutable"), shape=Shape(defaults={"type": "Opaque"})),
    ("", "ServiceAccount"): Kind(
        members=("secrets", "imagePullSecrets", "automountServiceAccountToken"),
        shape=Shape(keyed={"secrets": ("name",), "imagePullSecrets": ("name",)}),
    ),
    ("", "Service"): Kind(
        shape=_spec(_SERVICE), assigned=("clusterIP", "ipFamilies", "ipFamilyPolicy", "healthCheckNodePort")
    ),
    ("", "Pod"): Kind(shape=_spec(POD_SPEC), assigned=("nodeName",)),
    ("", "PodTemplate"): Kind(members=("template",), shape=Shape(members={"template": TEMPLATE})),
    ("", "ReplicationController"): Kind(shape=_spec(Shape(defaults={"replicas": 1}, members={"template": TEMPLATE}))),
    ("", "Namespace"): Kind(shape=_spec(Shape(server=frozenset({"finalizers"}))), cluster=True),
    ("", "Node"): Kind(cluster=True, shape=_spec(Shape(server=frozenset({"podCIDR", "podCIDRs", "providerID"})))),
    ("", "PersistentVolume"): Kind(shape=_spec(_VOLUME), cluster=True, assigned=("claimRef",)),
    ("", "PersistentVolumeClaim"): Kind(shape=_spec(CLAIM_SPEC), assigned=("storageClassName", "volumeName")),
    ("", "ResourceQuota"): Kind(shape=_spec(Shape(amounts=frozenset({"hard"})))),
    ("", "LimitRange"): Kind(shape=_spec(Shape(members={"limits": Shape(amounts=_LIMITS)}))),
    ("", "Endpoints"): Kind(members=("subsets",)),
    ("", "Event"): Kind(members=()),
    ("apps", "Deployment"): Kind(shape=_spec(_DEPLOYMENT)),
    ("apps", "StatefulSet"): Kind(shape=_spec(_STATEFUL_SET)),
    ("apps", "DaemonSet"): Kind(shape=_spec(_DAEMON_SET)),
    ("apps", "ReplicaSet"): Kind(shape=_spec(Shape(defaults={"replicas": 1}, members={"template": TEMPLATE}))),
    ("apps", "ControllerRevision"): Kind(members=("data",), shape=Shape(server=frozenset({"revision"}))),
    ("batch", "Job"): Kind(shape=_spec(JOB)),
    ("batch", "CronJob"): Kind(shape=_spec(_CRON_JOB)),
    ("autoscaling", "HorizontalPodAutoscaler"): Kind(shape=_spec(_AUTOSCALER_2)),
    ("policy", "PodDisruptionBudget"): Kind(shape=_spec(Shape(numbers=frozenset({"minAvailable", "maxUnavailable"})))),
    ("networking.k8s.io", "Ingress"): Kind(shape=_spec(NOTHING)),
    ("networking.k8s.io", "IngressClass"): Kind(
        shape=_spec(Shape(members={"parameters": Shape(defaults={"scope": "Cluster"})})), cluster=True
    ),
    ("networking.k8s.io", "NetworkPolicy"): Kind(
        shape=_spec(Shape(members={"ingress": _NETWORK_RULE, "egress": _NETWORK_RULE}, finish=_network_policy))
    ),
    ("discovery.k8s.io", "EndpointSlice"): Kind(members=("addressType", "endpoints", "ports")),
    ("coordination.k8s.io", "Lease"): Kind(),
    (RBAC, "Role"): Kind(members=("rules",), shape=NOTHING),
    (RBAC, "ClusterRole"): Kind(members=("rules", "aggregationRule"), shape=NOTHING, cluster=True),
    (RBAC, "RoleBinding"): Kind(members=("roleRef", "subjects"), shape=_BINDING),
    (RBAC, "ClusterRoleBinding"): Kind(members=("roleRef", "subjects"), shape=_BINDING, cluster=True),
    ("storage.k8s.io", "StorageClass"): Kind(
        members=(
            *("provisioner", "parameters", "reclaimPolicy", "mountOptions", "allowVolumeExpansion"),
            *("volumeBindingMode", "allowedTopologies"),
        ),
        shape=Shape(defaults={"reclaimPolicy": "Delete", "volumeBindingMode": "Immediate"}),
        cluster=True,
    ),
    ("storage.k8s.io", "CSIDriver"): Kind(
        shape=_spec(
            Shape(
                defaults={
                    "attachRequired": True,
                    "podInfoOnMount": False,
                    "storageCapacity": False,
                    "fsGroupPolicy": "ReadWriteOnceWithFSType",
                    "volumeLifecycleModes": ["Persistent"],
                    "requiresRepublish": False,
                }
            )
        ),
        cluster=True,
    ),
    ("storage.k8s.io", "CSINode"): Kind(cluster=True),
    ("storage.k8s.io", "VolumeAttachment"): Kind(cluster=True),
    ("scheduling.k8s.io", "PriorityClass"): Kind(
        members=("value", "globalDefault", "description", "preemptionPolicy"),
        shape=Shape(defaults={"preemptionPolicy": "PreemptLowerPriority"}),
        cluster=True,
    ),
    ("node.k8s.io", "RuntimeClass"): Kind(
        members=("handler", "overhead", "scheduling"),
        shape=Shape(members={"overhead": Shape(amounts=frozenset({"podFixed"}))}),
        cluster=True,
    ),
    (ADMISSION, "ValidatingWebhookConfiguration"): Kind(
        members=("webhooks",),
        shape=Shape(members={"webhooks": _WEBHOOK}, keyed={"webhooks": ("name",)}),
        cluster=True,
    ),
    (ADMISSION, "MutatingWebhookConfiguration"): Kind(
        members=("webhooks",),
        shape=Shape(members={"webhooks": _MUTATING}, keyed={"webhooks": ("name",)}),
        cluster=True,
    ),
    (ADMISSION, "ValidatingAdmissionPolicy"): Kind(cluster=True),
    (ADMISSION, "ValidatingAdmissionPolicyBinding"): Kind(cluster=True),
    ("apiextensions.k8s.io", "CustomResourceDefinition"): Kind(shape=_spec(_DEFINITION), cluster=True),
    ("apiregistration.k8s.io", "APIService"): Kind(
        shape=_spec(Shape(members={"service": Shape(defaults={"port": 443})})), cluster=True
    ),
    ("certificates.k8s.io", "CertificateSigningRequest"): Kind(cluster=True),
    ("flowcontrol.apiserver.k8s.io", "FlowSchema"): Kind(cluster=True),
    ("flowcontrol.apiserver.k8s.io", "PriorityLevelConfiguration"): Kind(cluster=True),
}
