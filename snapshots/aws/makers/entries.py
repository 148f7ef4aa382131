"""What an entry of a template says of a part in our words: the values of the attributes that tell one part from others.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from ipaddress import ip_network
from typing import Any

from snapshots.aws.makers.templates import is_function

Entry = Mapping[str, Any]  # our attribute -> the value that a template gives it, literal or computed
Reading = Callable[[Any], Entry | None]
_ANY: Entry = {"Ref": ""}
_PROTOCOLS = {"all": "-1", "1": "icmp", "6": "tcp", "17": "udp", "58": "icmpv6"}
_SOURCES = {
    "CidrIp": "cidr_ipv4",
    "CidrIpv6": "cidr_ipv6",
    "SourcePrefixListId": "prefix_list_id",
    "DestinationPrefixListId": "prefix_list_id",
    "SourceSecurityGroupId": "referenced_security_group_id",
    "DestinationSecurityGroupId": "referenced_security_group_id",
    "SourceSecurityGroupName": "referenced_security_group_id",
}
_ROUTES = {
    "DestinationCidrBlock": "destination_cidr_block",
    "DestinationIpv6CidrBlock": "destination_ipv6_cidr_block",
    "DestinationPrefixListId": "destination_prefix_list_id",
    "CarrierGatewayId": "carrier_gateway_id",
    "CoreNetworkArn": "core_network_arn",
    "EgressOnlyInternetGatewayId": "egress_only_gateway_id",
    "GatewayId": "gateway_id",
    "LocalGatewayId": "local_gateway_id",
    "NatGatewayId": "nat_gateway_id",
    "NetworkInterfaceId": "network_interface_id",
    "TransitGatewayId": "transit_gateway_id",
    "VpcEndpointId": "vpc_endpoint_id",
    "VpcPeeringConnectionId": "vpc_peering_connection_id",
}


def _rule(entry: Any) -> Entry | None:
    """Return a rule of a security group: it has one source or one destination."""
    if not isinstance(entry, Mapping):
        return None
    ends = {ours: entry[theirs] for theirs, ours in _SOURCES.items() if theirs in entry}
    if len(ends) != 1:
        return None
    if "SourceSecurityGroupName" in entry:
        ends = {"referenced_security_group_id": _ANY}
    protocol = entry.get("IpProtocol")
    if not is_function(protocol):
        protocol = _PROTOCOLS.get(str(protocol).lower(), str(protocol).lower())
    ports = {} if protocol == "-1" else {"from_port": entry.get("FromPort"), "to_port": entry.get("ToPort")}
    ((name, value),) = ends.items()
    return {"ip_protocol": protocol, name: _network(value) if name.startswith("cidr") else value, **ports}


def _network(value: Any) -> Any:
    """Return a network as AWS writes it, without the bits of a host."""
    try:
        return value if is_function(value) else str(ip_network(str(value), strict=False))
    except ValueError:
        return value


def _inline(entry: Any) -> Entry | None:
    if not isinstance(entry, Mapping) or "PolicyName" not in entry or "PolicyDocument" not in entry:
        return None
    return {"name": entry["PolicyName"], "policy": entry["PolicyDocument"]}


def _attached(entry: Any) -> Entry | None:
    return {"policy_arn": entry} if isinstance(entry, str) or is_function(entry) else None


def _reader(names: Mapping[str, str]) -> Reading:
    """Return what reads the properties of these names as our attributes, the first of which must be there."""
    first = next(iter(names))

    def read(entry: Any) -> Entry | None:
        if not isinstance(entry, Mapping) or first not in entry:
            return None
        return {ours: entry[theirs] for theirs, ours in names.items() if theirs in entry}

    return read


def _route(entry: Any) -> Entry:
    return {ours: entry[theirs] for theirs, ours in _ROUTES.items() if theirs in entry}


def _network_rule(entry: Any) -> Entry | None:
    ports = entry.get("PortRange", {})
    if not isinstance(ports, Mapping) or is_function(ports) or "RuleNumber" not in entry:
        return None
    told = {"cidr_block": entry.get("CidrBlock"), "ipv6_cidr_block": entry.get("Ipv6CidrBlock")}
    return {
        "rule_number": entry["RuleNumber"],
        "egress": entry.get("Egress", False),
        "rule_action": entry.get("RuleAction"),
        "protocol": entry.get("Protocol"),
        "from_port": ports.get("From", 0),
        "to_port": ports.get("To", 0),
        **{name: _network(value) if value is not None else None for name, value in told.items()},
    }


def _integration(entry: Any) -> Entry | None:
    inner = entry.get("Integration")
    if not isinstance(inner, Mapping) or is_function(inner):
        return None
    told = {"http_method": entry.get("HttpMethod"), "type": inner.get("Type"), "uri": inner.get("Uri")}
    return {name: value for name, value in told.items() if value is not None}


def _blocked(entry: Any) -> Entry | None:
    if not isinstance(entry, Mapping) or is_function(entry):
        return None
    names = {
        "BlockPublicAcls": "block_public_acls",
        "BlockPublicPolicy": "block_public_policy",
        "IgnorePublicAcls": "ignore_public_acls",
        "RestrictPublicBuckets": "restrict_public_buckets",
    }
    return {ours: entry.get(theirs, False) for theirs, ours in names.items()}


def _versioning(entry: Any) -> Entry | None:
    if not isinstance(entry, Mapping) or "Status" not in entry:
        return None
    return {"versioning_configuration": [{"status": entry["Status"], "mfa_delete": None}]}


def _owners(entry: Any) -> Entry | None:
    rules = entry.get("Rules") if isinstance(entry, Mapping) else None
    if not isinstance(rules, list) or not all(isinstance(rule, Mapping) for rule in rules):
        return None
    return {"rule": [{"object_ownership": rule.get("ObjectOwnership")} for rule in rules]}


def _attached_itself(entry: Any) -> Entry | None:
    return {"policy_arn": entry["Ref"]} if entry.get("Ref") else None


_POLICY = _reader({"PolicyDocument": "policy"})
_TARGET = _reader({"Arn": "arn", "Id": "target_id", "RoleArn": "role_arn"})
_HOOK = _reader({"LifecycleHookName": "name", "LifecycleTransition": "lifecycle_transition", "RoleARN": "role_arn"})
_VOLUME = _reader({"VolumeId": "volume_id", "Device": "device_name"})
_METHOD = _reader({"HttpMethod": "http_method", "AuthorizationType": "authorization"})
# Of a part of ours: the property of the whole in which a template writes it.
INSIDE: Mapping[str, tuple[str, Reading]] = {
    "aws_autoscaling_lifecycle_hook": ("LifecycleHookSpecificationList", _HOOK),
    "aws_cloudwatch_event_target": ("Targets", _TARGET),
    "aws_ecr_repository_policy": ("RepositoryPolicyText", lambda entry: {"policy": entry}),
    "aws_iam_group_policy": ("Policies", _inline),
    "aws_iam_group_policy_attachment": ("ManagedPolicyArns", _attached),
    "aws_iam_role_policy": ("Policies", _inline),
    "aws_iam_role_policy_attachment": ("ManagedPolicyArns", _attached),
    "aws_iam_user_policy": ("Policies", _inline),
    "aws_iam_user_policy_attachment": ("ManagedPolicyArns", _attached),
    "aws_s3_bucket_ownership_controls": ("OwnershipControls", _owners),
    "aws_s3_bucket_public_access_block": ("PublicAccessBlockConfiguration", _blocked),
    "aws_s3_bucket_versioning": ("VersioningConfiguration", _versioning),
    "aws_vpc_security_group_egress_rule": ("SecurityGroupEgress", _rule),
    "aws_vpc_security_group_ingress_rule": ("SecurityGroupIngress", _rule),
}
# Of a part of ours: their types of resources that say it, each with the property that names the whole.
BESIDE: Mapping[str, Sequence[tuple[str, str, Reading]]] = {
    "aws_api_gateway_integration": [("AWS::ApiGateway::Method", "RestApiId", _integration)],
    "aws_api_gateway_method": [("AWS::ApiGateway::Method", "RestApiId", _METHOD)],
    "aws_iam_group_policy": [
        ("AWS::IAM::Policy", "Groups", _inline),
        ("AWS::IAM::GroupPolicy", "GroupName", _inline),
    ],
    "aws_iam_group_policy_attachment": [("AWS::IAM::ManagedPolicy", "Groups", _attached_itself)],
    "aws_iam_role_policy": [("AWS::IAM::Policy", "Roles", _inline), ("AWS::IAM::RolePolicy", "RoleName", _inline)],
    "aws_iam_role_policy_attachment": [("AWS::IAM::ManagedPolicy", "Roles", _attached_itself)],
    "aws_iam_user_policy": [("AWS::IAM::Policy", "Users", _inline), ("AWS::IAM::UserPolicy", "UserName", _inline)],
    "aws_iam_user_policy_attachment": [("AWS::IAM::ManagedPolicy", "Users", _attached_itself)],
    "aws_network_acl_rule": [("AWS::EC2::NetworkAclEntry", "NetworkAclId", _network_rule)],
    "aws_route": [("AWS::EC2::Route", "RouteTableId", _route)],
    "aws_sns_topic_policy": [("AWS::SNS::TopicPolicy", "Topics", _POLICY)],
    "aws_sqs_queue_policy": [("AWS::SQS::QueuePolicy", "Queues", _POLICY)],
    "aws_volume_attachment": [("AWS::EC2::VolumeAttachment", "InstanceId", _VOLUME)],
    "aws_vpc_dhcp_options_association": [
        ("AWS::EC2::VPCDHCPOptionsAssociation", "DhcpOptionsId", _reader({"VpcId": "vpc_id"}))
    ],
    "aws_vpc_security_group_egress_rule": [("AWS::EC2::SecurityGroupEgress", "GroupId", _rule)],
    "aws_vpc_security_group_ingress_rule": [("AWS::EC2::SecurityGroupIngress", "GroupId", _rule)],
}
