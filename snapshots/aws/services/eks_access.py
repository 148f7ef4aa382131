"""Who may use clusters of EKS: entries and policies of people, and roles of pods."""

from __future__ import annotations

from engine.provider.facts import TypeFacts
from engine.provider.meaning import Meaning
from snapshots.aws.reading.service import Call, ResourceType, Service
from snapshots.aws.services.eks import CLUSTERS

_GONE = ("ResourceNotFoundException",)
_ENTRIES = Call(
    operation="ListAccessEntries",
    items="accessEntries",
    parameters={"clusterName": "name"},
    of=CLUSTERS,
    # A cluster whose people stand in a ConfigMap only refuses the question.
    absent=(*_GONE, "InvalidRequestException"),
    describe=Call(
        operation="DescribeAccessEntry",
        items="accessEntry",
        parameters={"clusterName": "_parent.name", "principalArn": "_value"},
        absent=_GONE,
    ),
)
_ENTRY = ResourceType(
    name="aws_eks_access_entry",
    listing=_ENTRIES,
    id="join(':', [clusterName, principalArn])",
    attributes={
        "access_entry_arn": "accessEntryArn",
        "cluster_name": "clusterName",
        "kubernetes_groups": "ordered(kubernetesGroups)",
        "principal_arn": "principalArn",
        "type": "type",
        "user_name": "username",
    },
    tags="tags(tags)",
    # AWS makes these with groups of nodes and for itself.
    owned="type != 'STANDARD' || contains(principalArn, ':role/aws-service-role/')",
    facts=TypeFacts(
        key=("cluster_name", "principal_arn"),
        called=("cluster_name", "principal_arn"),
        decides=Meaning.IDENTITY,
        nothing_to_judge="it lets somebody in; what they may do is said beside it",
    ),
)
_ASSOCIATION = ResourceType(
    name="aws_eks_access_policy_association",
    listing=Call(
        operation="ListAssociatedAccessPolicies",
        items="associatedAccessPolicies",
        parameters={"clusterName": "clusterName", "principalArn": "principalArn"},
        of=_ENTRIES,
        absent=_GONE,
    ),
    id="join('#', [_parent.clusterName, _parent.principalArn, policyArn])",
    attributes={
        "cluster_name": "_parent.clusterName",
        "principal_arn": "_parent.principalArn",
        "policy_arn": "policyArn",
        "access_scope": "[accessScope][*].{namespaces: ordered(namespaces), type: type}",
    },
    owned="contains(_parent.principalArn, ':role/aws-service-role/')",
    facts=TypeFacts(
        key=("cluster_name", "principal_arn", "policy_arn"),
        called=("cluster_name", "principal_arn"),
        decides=Meaning.IDENTITY,
        nothing_to_judge="it says what somebody may do in a cluster, by a policy that AWS wrote",
    ),
)
_POD = ResourceType(
    name="aws_eks_pod_identity_association",
    listing=Call(
        operation="ListPodIdentityAssociations",
        items="associations",
        parameters={"clusterName": "name"},
        of=CLUSTERS,
        absent=_GONE,
        describe=Call(
            operation="DescribePodIdentityAssociation",
            items="association",
            parameters={"clusterName": "_parent.name", "associationId": "associationId"},
            absent=_GONE,
        ),
    ),
    id="associationId",
    attributes={
        "association_arn": "associationArn",
        "association_id": "associationId",
        "cluster_name": "clusterName",
        "disable_session_tags": "disableSessionTags || `false`",
        "namespace": "namespace",
        "role_arn": "roleArn",
        "service_account": "serviceAccount",
        "target_role_arn": "targetRoleArn",
    },
    tags="tags(tags)",
    owned="ownerArn",  # an add-on keeps it
    facts=TypeFacts(
        called=("cluster_name", "namespace", "service_account"),
        decides=Meaning.IDENTITY,
        nothing_to_judge="it hands a role to pods; the role is judged itself",
    ),
)
SERVICES = (Service(name="eks", types=(_ENTRY, _ASSOCIATION, _POD)),)
