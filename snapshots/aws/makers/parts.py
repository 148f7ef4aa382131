"""What goes with what: the groups that EKS makes for its clusters and nodes, and parts that have no maker of their own.

A cluster names its security group, a node group its Auto Scaling groups and the security group of its remote access:
https://docs.aws.amazon.com/eks/latest/APIReference/API_VpcConfigResponse.html
https://docs.aws.amazon.com/eks/latest/APIReference/API_NodegroupResources.html
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from engine.model.identity import Maker
from engine.model.place import Place
from engine.model.snapshot import Resource

_GROUP, _SCALING = "aws_security_group", "aws_autoscaling_group"
_BUCKET = ("aws_s3_bucket", "bucket")
_ENDPOINT = ("aws_vpc_endpoint", "vpc_endpoint_id")
# Parts that a template, and any other maker, writes inside of the whole: the type of the whole, and where a part names
# it. Nothing tells such a part that was added by hand from one of the maker's: policies judge all of them.
INSIDE: Mapping[str, tuple[str, str]] = {
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

Key = tuple[str, Place, str]


def confirm(resources: Sequence[Resource]) -> list[Resource]:
    """Return the resources of a collection with the makers that others among them confirm, in their order."""
    told = dict(_told(resources))
    known = [_made(item, told.get((item.type, item.place, item.id))) for item in resources] if told else resources
    return follow(known, INSIDE, lambda _part, _maker: True)


def follow(
    resources: Sequence[Resource],
    parts: Mapping[str, tuple[str, str]],
    allowed: Callable[[Resource, Maker], bool],
) -> list[Resource]:
    """Return the resources, in their order, with the makers of wholes at those `parts` of which it is `allowed`.

    What is only claimed of a whole is only claimed of its parts.
    """
    wholes = {type_ for type_, _ in parts.values()}
    makers: dict[Key, Maker] = {}
    for item in resources:
        if item.type in wholes and item.maker is not None:
            makers |= {(item.type, item.place, name): item.maker for name in _names(item)}
    if not makers:
        return list(resources)
    return [_part(item, parts, makers, allowed) if item.type in parts else item for item in resources]


def _part(
    item: Resource,
    parts: Mapping[str, tuple[str, str]],
    makers: Mapping[Key, Maker],
    allowed: Callable[[Resource, Maker], bool],
) -> Resource:
    whole, link = parts[item.type]
    maker = makers.get((whole, item.place, str(item.attributes.get(link))))
    return _made(item, maker) if maker is not None and allowed(item, maker) else item


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
