"""What goes with what: the groups that EKS makes for its clusters and nodes, and parts that have no maker of their own.

A cluster names its security group, a node group its Auto Scaling groups and the security group of its remote access:
https://docs.aws.amazon.com/eks/latest/APIReference/API_VpcConfigResponse.html
https://docs.aws.amazon.com/eks/latest/APIReference/API_NodegroupResources.html
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from engine.model.identity import Maker, ResourceKey
from engine.model.place import Place
from engine.model.snapshot import Resource

Key = tuple[str, Place, str]
Links = Mapping[str, tuple[str, str]]
Shape = Mapping[str, Any]  # attributes with their values
_GROUP, _SCALING = "aws_security_group", "aws_autoscaling_group"
_BUCKET = ("aws_s3_bucket", "bucket")
_ENDPOINT = ("aws_vpc_endpoint", "vpc_endpoint_id")
# Parts that a template, and any other maker, writes inside of the whole: the type of the whole, and where a part names
# it. Anybody can add such a part to a whole of somebody else's.
INSIDE: Links = {
    "aws_api_gateway_integration": ("aws_api_gateway_rest_api", "rest_api_id"),
    "aws_api_gateway_rest_api_policy": ("aws_api_gateway_rest_api", "rest_api_id"),
    "aws_autoscaling_attachment": (_SCALING, "autoscaling_group_name"),
    "aws_autoscaling_lifecycle_hook": (_SCALING, "autoscaling_group_name"),
    "aws_backup_vault_lock_configuration": ("aws_backup_vault", "backup_vault_name"),
    "aws_backup_vault_policy": ("aws_backup_vault", "backup_vault_name"),
    "aws_cloudwatch_event_target": ("aws_cloudwatch_event_rule", "rule"),
    "aws_config_configuration_recorder_status": ("aws_config_configuration_recorder", "name"),
    "aws_ec2_managed_prefix_list_entry": ("aws_ec2_managed_prefix_list", "prefix_list_id"),
    "aws_ecr_lifecycle_policy": ("aws_ecr_repository", "repository"),
    "aws_ecr_repository_policy": ("aws_ecr_repository", "repository"),
    "aws_ecs_cluster_capacity_providers": ("aws_ecs_cluster", "cluster_name"),
    "aws_efs_backup_policy": ("aws_efs_file_system", "file_system_id"),
    "aws_efs_file_system_policy": ("aws_efs_file_system", "file_system_id"),
    "aws_eip_association": ("aws_eip", "allocation_id"),
    "aws_iam_group_membership": ("aws_iam_group", "group"),
    "aws_iam_group_policy": ("aws_iam_group", "group"),
    "aws_iam_group_policy_attachment": ("aws_iam_group", "group"),
    "aws_iam_role_policy": ("aws_iam_role", "role"),
    "aws_iam_role_policy_attachment": ("aws_iam_role", "role"),
    "aws_iam_user_policy": ("aws_iam_user", "user"),
    "aws_iam_user_policy_attachment": ("aws_iam_user", "user"),
    "aws_lb_target_group_attachment": ("aws_lb_target_group", "target_group_arn"),
    "aws_network_interface_attachment": ("aws_instance", "instance_id"),
    "aws_opensearch_domain_policy": ("aws_opensearch_domain", "domain_name"),
    "aws_redshift_logging": ("aws_redshift_cluster", "cluster_identifier"),
    "aws_redshift_snapshot_copy": ("aws_redshift_cluster", "cluster_identifier"),
    "aws_s3_bucket_accelerate_configuration": _BUCKET,
    "aws_s3_bucket_acl": _BUCKET,
    "aws_s3_bucket_analytics_configuration": _BUCKET,
    "aws_s3_bucket_cors_configuration": _BUCKET,
    "aws_s3_bucket_intelligent_tiering_configuration": _BUCKET,
    "aws_s3_bucket_inventory": _BUCKET,
    "aws_s3_bucket_lifecycle_configuration": _BUCKET,
    "aws_s3_bucket_logging": _BUCKET,
    "aws_s3_bucket_metric": _BUCKET,
    "aws_s3_bucket_notification": _BUCKET,
    "aws_s3_bucket_object_lock_configuration": _BUCKET,
    "aws_s3_bucket_ownership_controls": _BUCKET,
    "aws_s3_bucket_public_access_block": _BUCKET,
    "aws_s3_bucket_replication_configuration": _BUCKET,
    "aws_s3_bucket_request_payment_configuration": _BUCKET,
    "aws_s3_bucket_server_side_encryption_configuration": _BUCKET,
    "aws_s3_bucket_versioning": _BUCKET,
    "aws_s3_bucket_website_configuration": _BUCKET,
    "aws_volume_attachment": ("aws_instance", "instance_id"),
    "aws_vpc_endpoint_policy": _ENDPOINT,
    "aws_vpc_endpoint_route_table_association": _ENDPOINT,
    "aws_vpc_endpoint_security_group_association": _ENDPOINT,
    "aws_vpc_endpoint_subnet_association": _ENDPOINT,
    "aws_vpc_security_group_egress_rule": (_GROUP, "security_group_id"),
    "aws_vpc_security_group_ingress_rule": (_GROUP, "security_group_id"),
}
_NAMES = ("arn", "name", "bucket", "identifier")  # by which parts name a whole, beside its id

_EGRESS, _INGRESS = "aws_vpc_security_group_egress_rule", "aws_vpc_security_group_ingress_rule"
# How AWS makes a whole: with nothing but that in it, and so that nobody needs to write it.
DEFAULT = "what AWS makes with it"
_OUT = ({"ip_protocol": "-1", "cidr_ipv4": "0.0.0.0/0"}, {"ip_protocol": "-1", "cidr_ipv6": "::/0"})
_HOOKS = frozenset({"Launch-LC-Hook", "Terminate-LC-Hook"})  # of the nodes of EKS
_PART = "part of "


def confirm(resources: Sequence[Resource]) -> list[Resource]:
    """Return the resources of a collection with the makers that others among them confirm, in their order."""
    told = dict(_told(resources))
    known = [_made(item, told.get((item.type, item.place, item.id))) for item in resources] if told else resources
    return follow(known, INSIDE)


def follow(
    resources: Sequence[Resource], parts: Links, proofs: Mapping[ResourceKey, str] | None = None
) -> list[Resource]:
    """Return the resources, in their order, with what the makers of wholes are to those `parts` of them.

    A maker of a whole is only claimed of a part, unless AWS makes the whole with it, or there is a proof: `proofs` say
    what confirms parts, and are empty for those that are nobody's default.
    """
    wholes = Wholes(resources, parts)
    made = _made_by_eks(resources)
    return [_part(item, wholes, made, proofs or {}) if item.type in parts else item for item in resources]


class Wholes:
    """What parts belong to, as far as it is there."""

    def __init__(self, resources: Iterable[Resource], parts: Links) -> None:
        """Look at all that can be a whole of these parts."""
        self._parts = parts
        types = {type_ for type_, _ in parts.values()}
        self._named = {
            (item.type, item.place, name): item for item in resources if item.type in types for name in _names(item)
        }

    def of(self, part: Resource) -> Resource | None:
        """Return the whole of a part; none for what is no part, or a part of what is not there."""
        whole, link = self._parts.get(part.type, ("", ""))
        return self._named.get((whole, part.place, str(part.attributes.get(link))))


def _part(
    item: Resource, wholes: Wholes, made: Mapping[Key, Sequence[Shape]], proofs: Mapping[ResourceKey, str]
) -> Resource:
    known, whole = item.maker, wholes.of(item)
    derived = known is not None and (known.confirmed_by == DEFAULT or known.claimed_by.startswith(_PART))
    if known is not None and known.is_confirmed and not derived:
        return item
    maker = whole.maker if whole is not None else None
    if whole is None or maker is None:
        return replace(item, maker=None) if derived else item
    if not maker.is_confirmed:
        return item if known is not None and not derived else replace(item, maker=maker)
    may = not derived or (known is not None and known.is_confirmed)  # what was disproved stays so
    by = proofs.get(item.key, DEFAULT if may and (item.provider_owned or _is_default(item, whole, made)) else "")
    claim = "" if by else f"{_PART}{whole.full_name}"
    return replace(item, maker=replace(maker, confirmed_by=by, claimed_by=claim))


def _is_default(item: Resource, whole: Resource, made: Mapping[Key, Sequence[Shape]]) -> bool:
    """Tell whether AWS makes a whole with a part like this."""
    if item.type == _EGRESS:
        return any(_has(item, shape) for shape in _OUT)
    if item.type == _INGRESS:
        return any(_has(item, shape) for shape in made.get((whole.type, whole.place, whole.id), ()))
    of_nodes = whole.type == _SCALING and whole.maker is not None and whole.maker.tool == "eks"
    return item.type == "aws_autoscaling_lifecycle_hook" and of_nodes and item.attributes.get("name") in _HOOKS


def _has(item: Resource, shape: Shape) -> bool:
    return all(item.attributes.get(name) == value for name, value in shape.items())


def _names(item: Resource) -> set[str]:
    told = (item.attributes.get(name) for name in _NAMES)
    return {item.id, *(value for value in told if isinstance(value, str) and value)}


def _made(item: Resource, maker: Maker | None) -> Resource:
    known = item.maker
    if maker is None or (known is not None and (known.is_confirmed or not maker.is_confirmed)):
        return item
    # Nobody sets up the groups of nodes but EKS: what a person may decide of them stands in the node group.
    of_nodes = item.type == _SCALING and maker.tool == "eks"
    return replace(item, maker=maker, provider_owned=item.provider_owned or of_nodes)


def _made_by_eks(resources: Iterable[Resource]) -> dict[Key, list[Shape]]:
    """Return the rules that EKS makes in its groups: a cluster's lets itself in, one of nodes those who may log in.

    https://docs.aws.amazon.com/eks/latest/userguide/sec-group-reqs.html
    """
    found: dict[Key, list[Shape]] = defaultdict(list)
    for item in resources:
        if item.type == "aws_eks_cluster":
            for network in item.attributes.get("vpc_config") or ():
                group = str(network.get("cluster_security_group_id"))
                itself = {"ip_protocol": "-1", "referenced_security_group_id": group}
                found[_GROUP, item.place, group].append(itself)
        elif item.type == "aws_eks_node_group":
            for made in item.attributes.get("resources") or ():
                key = (_GROUP, item.place, str(made.get("remote_access_security_group_id")))
                login = {"ip_protocol": "tcp", "from_port": 22, "to_port": 22}
                for access in item.attributes.get("remote_access") or ():
                    sources = access.get("source_security_group_ids") or ()
                    found[key] += [{**login, "referenced_security_group_id": source} for source in sources]
    return found


def _told(resources: Iterable[Resource]) -> Iterator[tuple[Key, Maker]]:
    for item in resources:
        if item.type == "aws_eks_cluster":
            maker = Maker(tool="eks", name=item.id, confirmed_by="eks:DescribeCluster")
            for network in item.attributes.get("vpc_config") or ():
                yield (_GROUP, item.place, str(network.get("cluster_security_group_id"))), maker
        elif item.type == "aws_eks_node_group":
            cluster = str(item.attributes.get("cluster_name"))
            maker = Maker(tool="eks", name=cluster, confirmed_by="eks:DescribeNodegroup")
            for made in item.attributes.get("resources") or ():
                yield (_GROUP, item.place, str(made.get("remote_access_security_group_id"))), maker
                for group in made.get("autoscaling_groups") or ():
                    yield (_SCALING, item.place, str(group.get("name"))), maker
