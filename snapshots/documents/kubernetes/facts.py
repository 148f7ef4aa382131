"""What changes of Kubernetes' objects decide: who reaches a pod, what it may do, how much it can carry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from engine.model.outcome import Severity
from engine.model.parity import Expectation, ParityRule
from engine.provider.facts import Condition, ConditionKind, TypeFacts
from engine.provider.meaning import Meaning
from snapshots.documents.kubernetes.deletion import DELETED, FINALIZERS
from snapshots.documents.kubernetes.maps import maps_of

_PREFIX = "k8s_"
_MEANINGS: Mapping[str, Meaning] = {
    **dict.fromkeys(
        (
            *("externalIPs", "hostIP", "hostNetwork", "hostPort", "loadBalancerSourceRanges", "externalName"),
            *("egress", "host", "hosts", "ingress", "namespaceSelector", "podSelector", "policyTypes"),
        ),
        Meaning.EXPOSURE,
    ),
    **dict.fromkeys(
        (
            *("allowPrivilegeEscalation", "automountServiceAccountToken", "capabilities", "drop", "hostIPC", "hostPID"),
            *("hostPath", "privileged", "procMount", "readOnlyRootFilesystem", "runAsGroup", "runAsNonRoot"),
            *("runAsUser", "runtimeClassName", "seccompProfile", "seLinuxOptions", "securityContext"),
            *("serviceAccountName", "appArmorProfile", "sysctls", "imagePullSecrets", "shareProcessNamespace"),
            *("hostUsers", "secretKeyRef", "secretName", "secretRef", "serviceAccountToken"),
        ),
        Meaning.IDENTITY,
    ),
    **dict.fromkeys(
        (
            *("completions", "cpu", "hard", "limits", "maxReplicas", "memory", "minReplicas", "parallelism"),
            *("replicas", "requests", "storage"),
        ),
        Meaning.CAPACITY,
    ),
    **dict.fromkeys(
        (
            *("maxUnavailable", "minAvailable", "persistentVolumeClaimRetentionPolicy"),
            *("persistentVolumeReclaimPolicy", "reclaimPolicy", "topologySpreadConstraints", FINALIZERS),
        ),
        Meaning.DURABILITY,
    ),
    **dict.fromkeys(("annotations", "apiVersion", "clusterIP", "nodePorts", "ipFamilies"), Meaning.METADATA),
    **dict.fromkeys(("claimRef", "volumeName", "storageClassName", "ipFamilyPolicy"), Meaning.METADATA),
    "tls": Meaning.ENCRYPTION,
    **dict.fromkeys(("args", "command", "image"), Meaning.BEHAVIOUR),
    # Keys of labels and annotations by which a cluster, a cloud or a proxy is told who may do what, and who gets in.
    **dict.fromkeys(
        (
            *("azure.workload.identity/", "container.apparmor.security.beta.kubernetes.io/", "eks.amazonaws.com/"),
            *("iam.amazonaws.com/", "iam.gke.io/", "pod-security.kubernetes.io/", "rbac.authorization.k8s.io/"),
            *("seccomp.security.alpha.kubernetes.io/", "security.alpha.kubernetes.io/"),
        ),
        Meaning.IDENTITY,
    ),
    **dict.fromkeys(
        (
            *("alb.ingress.kubernetes.io/", "haproxy.org/", "networking.gke.io/", "nginx.ingress.kubernetes.io/"),
            *("service.beta.kubernetes.io/", "service.kubernetes.io/", "traefik.ingress.kubernetes.io/"),
            *("cloud.google.com/load-balancer-type", "ingress.kubernetes.io/"),
        ),
        Meaning.EXPOSURE,
    ),
    **dict.fromkeys(("linkerd.io/inject", "sidecar.istio.io/inject"), Meaning.ENCRYPTION),
    **dict.fromkeys(("healthCheckNodePort", "nodeName"), Meaning.METADATA),
}
_COMMON = TypeFacts(
    choosing=True,
    verbatim=True,
    volatile=frozenset({DELETED}),
    conditions={DELETED: Condition(kind=ConditionKind.ENDING, stays=True)},
    unordered=frozenset({FINALIZERS}),
    guards=frozenset({FINALIZERS}),
    meanings=_MEANINGS,
    grades={
        **dict.fromkeys(("args", "command", "image"), Severity.HIGH),  # which code runs
        "capabilities": Severity.CRITICAL,
        "hostPath": Severity.CRITICAL,
        "privileged": Severity.CRITICAL,
        FINALIZERS: Severity.MEDIUM,
        "maxUnavailable": Severity.MEDIUM,
        "topologySpreadConstraints": Severity.MEDIUM,
    },
    protections={
        "allowPrivilegeEscalation": False,
        "automountServiceAccountToken": False,
        "hostIPC": False,
        "hostNetwork": False,
        "hostPID": False,
        "hostUsers": False,
        "shareProcessNamespace": False,
        "privileged": False,
        "readOnlyRootFilesystem": True,
        "runAsNonRoot": True,
    },
    parity=tuple(
        ParityRule(name="place", expect=Expectation.MAY_DIFFER, path=path, reason="each cluster assigns its own")
        for path in ("clusterIP", "nodePorts", "claimRef", "volumeName", "healthCheckNodePort", "nodeName")
    ),
)
_DECIDES: Mapping[str, Meaning] = {
    "k8s_networking_ingress": Meaning.EXPOSURE,
    "k8s_networking_network_policy": Meaning.EXPOSURE,
    "k8s_service": Meaning.EXPOSURE,
    "k8s_discovery_endpoint_slice": Meaning.EXPOSURE,
    "k8s_endpoints": Meaning.EXPOSURE,
    "k8s_secret": Meaning.IDENTITY,
    "k8s_service_account": Meaning.IDENTITY,
    "k8s_persistent_volume": Meaning.DURABILITY,
    "k8s_persistent_volume_claim": Meaning.DURABILITY,
    "k8s_policy_pod_disruption_budget": Meaning.DURABILITY,
    "k8s_autoscaling_horizontal_pod_autoscaler": Meaning.CAPACITY,
    "k8s_resource_quota": Meaning.CAPACITY,
    "k8s_admissionregistration_mutating_webhook_configuration": Meaning.IDENTITY,
    "k8s_admissionregistration_validating_webhook_configuration": Meaning.IDENTITY,
}
_OWN: Mapping[str, Mapping[str, Meaning]] = {
    "k8s_service": {"type": Meaning.EXPOSURE, "ports": Meaning.EXPOSURE, "selector": Meaning.EXPOSURE},
    "k8s_networking_ingress": {"rules": Meaning.EXPOSURE, "defaultBackend": Meaning.EXPOSURE},
    "k8s_networking_network_policy": {"from": Meaning.EXPOSURE, "to": Meaning.EXPOSURE, "ports": Meaning.EXPOSURE},
    "k8s_secret": {"data": Meaning.IDENTITY},
    **dict.fromkeys(
        ("k8s_rbac_authorization_role", "k8s_rbac_authorization_cluster_role"),
        dict.fromkeys(("rules", "aggregationRule", "verbs", "resources", "apiGroups"), Meaning.IDENTITY),
    ),
    **dict.fromkeys(
        ("k8s_rbac_authorization_role_binding", "k8s_rbac_authorization_cluster_role_binding"),
        dict.fromkeys(("roleRef", "subjects", "name", "kind"), Meaning.IDENTITY),
    ),
}


def is_kubernetes(type_: str) -> bool:
    """Tell whether a type is one of Kubernetes' objects."""
    return type_.startswith(_PREFIX)


def facts_of(type_: str) -> TypeFacts:
    """Return what is known of a type of Kubernetes' objects."""
    decides = Meaning.IDENTITY if type_.startswith("k8s_rbac_") else _DECIDES.get(type_)
    own = _OWN.get(type_)
    meanings = {**_MEANINGS, **own} if own else _MEANINGS
    return replace(_COMMON, decides=decides, meanings=meanings, maps=maps_of().get(type_))
