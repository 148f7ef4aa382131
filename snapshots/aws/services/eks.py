"""EKS clusters with their node groups, add-ons and Fargate profiles."""

from __future__ import annotations

from typing import Any

from engine.provider.facts import TypeFacts
from snapshots.aws.reading.expressions import UNTOLD, Item
from snapshots.aws.reading.service import Call, ResourceType, Service

_GONE = ("ResourceNotFoundException",)
CLUSTERS = Call(
    operation="ListClusters",
    items="clusters",
    describe=Call(operation="DescribeCluster", items="cluster", parameters={"name": "_value"}, absent=_GONE),
)


def _access(cluster: Item) -> Any:
    """Return who may use the cluster; unread where AWS leaves out a member that the state always has."""
    found = cluster.get("accessConfig")
    if found is None:
        return []
    if "bootstrapClusterCreatorAdminPermissions" not in found:
        return UNTOLD
    return [
        {
            "authentication_mode": found.get("authenticationMode"),
            "bootstrap_cluster_creator_admin_permissions": found["bootstrapClusterCreatorAdminPermissions"],
        }
    ]


_CLUSTER = ResourceType(
    name="aws_eks_cluster",
    listing=CLUSTERS,
    id="name",
    attributes={
        "arn": "arn",
        "name": "name",
        "version": "version",
        "role_arn": "roleArn",
        "endpoint": "endpoint",
        "identity": "one(identity.{oidc: one({issuer: oidc.issuer})})",
        "access_config": _access,
        "compute_config": (
            "one(computeConfig.{enabled: enabled || `false`, node_pools: ordered(nodePools),"
            " node_role_arn: nodeRoleArn})"
        ),
        "enabled_cluster_log_types": "ordered(logging.clusterLogging[?enabled].types[])",
        "encryption_config": (
            "encryptionConfig[].{provider: one({key_arn: provider.keyArn}), resources: ordered(resources)}"
        ),
        "kubernetes_network_config": (
            "one(kubernetesNetworkConfig.{ip_family: ipFamily, service_ipv4_cidr: serviceIpv4Cidr,"
            " service_ipv6_cidr: serviceIpv6Cidr,"
            " elastic_load_balancing: one(elasticLoadBalancing.{enabled: enabled || `false`})})"
        ),
        "outpost_config": (
            "one(outpostConfig.{control_plane_instance_type: controlPlaneInstanceType,"
            " control_plane_placement: one({group_name: controlPlanePlacement.groupName}),"
            " outpost_arns: ordered(outpostArns)})"
        ),
        "remote_network_config": (
            "one(remoteNetworkConfig.{remote_node_networks: remoteNodeNetworks[].{cidrs: ordered(cidrs)},"
            " remote_pod_networks: remotePodNetworks[].{cidrs: ordered(cidrs)}})"
        ),
        "storage_config": "one(storageConfig.{block_storage: one(blockStorage.{enabled: enabled || `false`})})",
        "upgrade_policy": "one({support_type: upgradePolicy.supportType})",
        "vpc_config": (
            "one(resourcesVpcConfig.{cluster_security_group_id: clusterSecurityGroupId,"
            " endpoint_private_access: endpointPrivateAccess || `false`,"
            " endpoint_public_access: endpointPublicAccess || `false`,"
            " public_access_cidrs: ordered(publicAccessCidrs), security_group_ids: ordered(securityGroupIds),"
            " subnet_ids: ordered(subnetIds), vpc_id: vpcId})"
        ),
        "zonal_shift_config": "one(zonalShiftConfig.{enabled: enabled || `false`})",
    },
    tags="tags(tags)",
    facts=TypeFacts(
        terraform_only=frozenset({"bootstrap_self_managed_addons", "force_update_version"}),
        protections={"endpoint_public_access": False},
    ),
)


def _parts(operation: str, items: str, describe: str, item: str, name: str) -> Call:
    """Return the call that lists the parts of each cluster by name and describes each of them."""
    return Call(
        operation=operation,
        items=items,
        parameters={"clusterName": "name"},
        of=CLUSTERS,
        absent=_GONE,
        describe=Call(
            operation=describe,
            items=item,
            parameters={"clusterName": "_parent.name", name: "_value"},
            absent=_GONE,
        ),
    )


_NODE_GROUP = ResourceType(
    name="aws_eks_node_group",
    listing=_parts("ListNodegroups", "nodegroups", "DescribeNodegroup", "nodegroup", "nodegroupName"),
    id="join(':', [clusterName, nodegroupName])",
    attributes={
        "arn": "nodegroupArn",
        "cluster_name": "clusterName",
        "node_group_name": "nodegroupName",
        "node_role_arn": "nodeRole",
        "ami_type": "amiType",
        "capacity_type": "capacityType",
        "disk_size": "diskSize || `0`",
        "instance_types": "instanceTypes",
        "labels": "labels",
        "release_version": "releaseVersion",
        "version": "version",
        "subnet_ids": "ordered(subnets)",
        "launch_template": "one(launchTemplate.{id: id, name: name, version: version})",
        "node_repair_config": "one(nodeRepairConfig.{enabled: enabled || `false`})",
        "remote_access": (
            "one(remoteAccess.{ec2_ssh_key: ec2SshKey, source_security_group_ids: ordered(sourceSecurityGroups)})"
        ),
        "scaling_config": (
            "one(scalingConfig.{desired_size: desiredSize || `0`, max_size: maxSize || `0`, min_size: minSize || `0`})"
        ),
        "resources": (
            "one(resources.{autoscaling_groups: autoScalingGroups[].{name: name},"
            " remote_access_security_group_id: remoteAccessSecurityGroup || ''})"
        ),
        "taint": "taints[].{key: key, value: value, effect: effect}",
        "update_config": (
            "one(updateConfig.{max_unavailable: maxUnavailable || `0`,"
            " max_unavailable_percentage: maxUnavailablePercentage || `0`})"
        ),
    },
    tags="tags(tags)",
    facts=TypeFacts(terraform_only=frozenset({"force_update_version", "node_group_name_prefix"})),
)


def _identities(addon: Item) -> Any:
    """Return no pod identities, or unread: an add-on names them, and their roles stand elsewhere."""
    return UNTOLD if addon.get("podIdentityAssociations") else []


_ADDON = ResourceType(
    name="aws_eks_addon",
    listing=_parts("ListAddons", "addons", "DescribeAddon", "addon", "addonName"),
    id="join(':', [clusterName, addonName])",
    attributes={
        "arn": "addonArn",
        "cluster_name": "clusterName",
        "addon_name": "addonName",
        "addon_version": "addonVersion",
        "configuration_values": "configurationValues",
        "pod_identity_association": _identities,
        "service_account_role_arn": "serviceAccountRoleArn",
    },
    tags="tags(tags)",
    facts=TypeFacts(
        terraform_only=frozenset(
            {"preserve", "resolve_conflicts", "resolve_conflicts_on_create", "resolve_conflicts_on_update"}
        ),
        documents=frozenset({"configuration_values"}),
        nothing_to_judge="software of a cluster, which is judged itself; what it may do is judged with its role",
    ),
)
_FARGATE = ResourceType(
    name="aws_eks_fargate_profile",
    listing=_parts(
        "ListFargateProfiles", "fargateProfileNames", "DescribeFargateProfile", "fargateProfile", "fargateProfileName"
    ),
    id="join(':', [clusterName, fargateProfileName])",
    attributes={
        "arn": "fargateProfileArn",
        "cluster_name": "clusterName",
        "fargate_profile_name": "fargateProfileName",
        "pod_execution_role_arn": "podExecutionRoleArn",
        "subnet_ids": "ordered(subnets)",
        "selector": "selectors[].{namespace: namespace, labels: labels}",
    },
    tags="tags(tags)",
    facts=TypeFacts(
        nothing_to_judge="it says which pods run on Fargate; what runs them may do is judged with its role"
    ),
)
SERVICES = (Service(name="eks", types=(_CLUSTER, _NODE_GROUP, _ADDON, _FARGATE)),)
