"""EC2 and VPC: networks, security groups with their rules, instances and volumes."""

from __future__ import annotations

import base64
import hashlib
from collections import defaultdict
from typing import Any

from snapshots.aws.service import Service, Sink, tags_of
from snapshots.aws.session import Api


def read(api: Api, sink: Sink) -> None:
    """Read everything that this module knows in one region."""
    owned: set[str] = set()  # ids that AWS made by itself
    with sink.listing("aws_vpc", operation="ec2:DescribeVpcs"):
        _networks(api, sink, owned)
    with sink.listing("aws_subnet", operation="ec2:DescribeSubnets"):
        _subnets(api, sink)
    with sink.listing("aws_internet_gateway", operation="ec2:DescribeInternetGateways"):
        _gateways(api, sink, owned)
    with sink.listing("aws_route_table", "aws_route_table_association", operation="ec2:DescribeRouteTables"):
        _route_tables(api, sink)
    rules: dict[str, list[dict[str, Any]]] = defaultdict(list)
    rules_known = False
    with sink.listing(*_RULES.values(), operation="ec2:DescribeSecurityGroupRules"):
        for rule in api.items("describe_security_group_rules", "SecurityGroupRules"):
            rules[rule["GroupId"]].append(rule)
        rules_known = True
    # Which rules AWS made with a default group is only known with the groups.
    with sink.listing("aws_security_group", *_RULES.values(), operation="ec2:DescribeSecurityGroups"):
        for group in api.items("describe_security_groups", "SecurityGroups"):
            _security_group(sink, group, rules[group["GroupId"]] if rules_known else None)
    instances_known = False
    # Which volumes belong to an instance is only known with the instances.
    with sink.listing("aws_instance", "aws_ebs_volume", operation="ec2:DescribeInstances"):
        for reservation in list(api.items("describe_instances", "Reservations")):
            for instance in reservation["Instances"]:
                if instance["State"]["Name"] not in {"terminated", "shutting-down"}:
                    _instance(api, sink, instance)
                    owned |= _own_volumes(instance)
        instances_known = True
    if instances_known:
        with sink.listing("aws_ebs_volume", operation="ec2:DescribeVolumes"):
            for volume in api.items("describe_volumes", "Volumes"):
                _volume(sink, volume, owned)


def _arn(sink: Sink, kind: str, id_: str) -> str:
    return f"arn:aws:ec2:{sink.region}:{sink.account}:{kind}/{id_}"


def _networks(api: Api, sink: Sink, owned: set[str]) -> None:
    for vpc in list(api.items("describe_vpcs", "Vpcs")):
        id_ = vpc["VpcId"]
        attributes: dict[str, Any] = {
            "arn": _arn(sink, "vpc", id_),
            "owner_id": vpc.get("OwnerId", sink.account),
            "cidr_block": vpc["CidrBlock"],
            "instance_tenancy": vpc["InstanceTenancy"],
            "dhcp_options_id": vpc["DhcpOptionsId"],
            **tags_of(vpc.get("Tags")),
        }
        for name, wanted in (
            ("enable_dns_support", "enableDnsSupport"),
            ("enable_dns_hostnames", "enableDnsHostnames"),
        ):
            with sink.detail("aws_vpc", id_, name):
                answer = api.get("describe_vpc_attribute", VpcId=id_, Attribute=wanted)
                attributes[name] = answer[wanted[0].upper() + wanted[1:]]["Value"]
        if vpc["IsDefault"]:
            owned.add(id_)
        sink.add("aws_vpc", id_, attributes, provider_owned=vpc["IsDefault"])


def _subnets(api: Api, sink: Sink) -> None:
    for subnet in api.items("describe_subnets", "Subnets"):
        id_ = subnet["SubnetId"]
        attributes = {
            "arn": _arn(sink, "subnet", id_),
            "owner_id": subnet.get("OwnerId", sink.account),
            "vpc_id": subnet["VpcId"],
            "cidr_block": subnet["CidrBlock"],
            "availability_zone": subnet["AvailabilityZone"],
            "map_public_ip_on_launch": subnet["MapPublicIpOnLaunch"],
            "assign_ipv6_address_on_creation": subnet["AssignIpv6AddressOnCreation"],
            **tags_of(subnet.get("Tags")),
        }
        sink.add("aws_subnet", id_, attributes, provider_owned=subnet.get("DefaultForAz", False))


def _gateways(api: Api, sink: Sink, owned: set[str]) -> None:
    for gateway in api.items("describe_internet_gateways", "InternetGateways"):
        id_ = gateway["InternetGatewayId"]
        network = next((entry["VpcId"] for entry in gateway["Attachments"]), "")
        attributes = {
            "arn": _arn(sink, "internet-gateway", id_),
            "owner_id": gateway.get("OwnerId", sink.account),
            "vpc_id": network,
            **tags_of(gateway.get("Tags")),
        }
        sink.add("aws_internet_gateway", id_, attributes, provider_owned=network in owned)


def _route_tables(api: Api, sink: Sink) -> None:
    for table in api.items("describe_route_tables", "RouteTables"):
        id_ = table["RouteTableId"]
        associations = table.get("Associations", ())
        attributes = {
            "arn": _arn(sink, "route-table", id_),
            "owner_id": table.get("OwnerId", sink.account),
            "vpc_id": table["VpcId"],
            "route": [_route(route) for route in table["Routes"] if route.get("GatewayId") != "local"],
            **tags_of(table.get("Tags")),
        }
        is_main = any(entry.get("Main") for entry in associations)
        sink.add("aws_route_table", id_, attributes, provider_owned=is_main)
        for entry in associations:
            if not entry.get("Main"):
                link = {
                    "route_table_id": id_,
                    "subnet_id": entry.get("SubnetId", ""),
                    "gateway_id": entry.get("GatewayId", ""),
                }
                sink.add("aws_route_table_association", entry["RouteTableAssociationId"], link)


def _route(route: dict[str, Any]) -> dict[str, Any]:
    gateway = route.get("GatewayId", "")
    return {
        "cidr_block": route.get("DestinationCidrBlock", ""),
        "ipv6_cidr_block": route.get("DestinationIpv6CidrBlock", ""),
        "destination_prefix_list_id": route.get("DestinationPrefixListId", ""),
        "gateway_id": "" if gateway.startswith("vpce-") else gateway,
        "vpc_endpoint_id": gateway if gateway.startswith("vpce-") else "",
        "nat_gateway_id": route.get("NatGatewayId", ""),
        "network_interface_id": route.get("NetworkInterfaceId", ""),
        "transit_gateway_id": route.get("TransitGatewayId", ""),
        "vpc_peering_connection_id": route.get("VpcPeeringConnectionId", ""),
        "egress_only_gateway_id": route.get("EgressOnlyInternetGatewayId", ""),
        "carrier_gateway_id": route.get("CarrierGatewayId", ""),
        "core_network_arn": route.get("CoreNetworkArn", ""),
        "local_gateway_id": route.get("LocalGatewayId", ""),
    }


_RULES = {False: "aws_vpc_security_group_ingress_rule", True: "aws_vpc_security_group_egress_rule"}


def _security_group(sink: Sink, group: dict[str, Any], rules: list[dict[str, Any]] | None) -> None:
    id_, is_default = group["GroupId"], group["GroupName"] == "default"
    attributes = {
        "arn": _arn(sink, "security-group", id_),
        "owner_id": group["OwnerId"],
        "name": group["GroupName"],
        "description": group["Description"],
        "vpc_id": group.get("VpcId", ""),
        "ingress": _blocks(group["IpPermissions"], id_, sink.account),
        "egress": _blocks(group.get("IpPermissionsEgress", ()), id_, sink.account),
        **tags_of(group.get("Tags")),
    }
    sink.add("aws_security_group", id_, attributes, provider_owned=is_default)
    for rule in rules or ():
        sink.add(
            _RULES[rule["IsEgress"]],
            rule["SecurityGroupRuleId"],
            _rule(sink, rule),
            provider_owned=is_default and _is_initial(rule),
        )


def _is_initial(rule: dict[str, Any]) -> bool:
    """Tell whether a rule of a default group is one that AWS made with it: all from itself, all out."""
    if rule["IpProtocol"] != "-1":
        return False
    if rule["IsEgress"]:
        return rule.get("CidrIpv4") == "0.0.0.0/0" or rule.get("CidrIpv6") == "::/0"
    return bool(rule.get("ReferencedGroupInfo", {}).get("GroupId") == rule["GroupId"])


def _rule(sink: Sink, rule: dict[str, Any]) -> dict[str, Any]:
    whole = rule["IpProtocol"] == "-1"
    reference = rule.get("ReferencedGroupInfo") or {}
    return {
        "arn": _arn(sink, "security-group-rule", rule["SecurityGroupRuleId"]),
        "security_group_rule_id": rule["SecurityGroupRuleId"],
        "security_group_id": rule["GroupId"],
        "ip_protocol": rule["IpProtocol"],
        "from_port": None if whole else rule.get("FromPort"),
        "to_port": None if whole else rule.get("ToPort"),
        "cidr_ipv4": rule.get("CidrIpv4"),
        "cidr_ipv6": rule.get("CidrIpv6"),
        "prefix_list_id": rule.get("PrefixListId"),
        "referenced_security_group_id": reference.get("GroupId"),
        "description": rule.get("Description"),
        **tags_of(rule.get("Tags")),
    }


def _blocks(permissions: Any, own: str, account: str) -> list[dict[str, Any]]:
    """Return permissions in Terraform's form: one block for each description of a protocol and port range."""
    blocks: dict[tuple[Any, ...], dict[str, Any]] = {}
    for permission in permissions:
        whole = permission["IpProtocol"] == "-1"
        ports = (0, 0) if whole else (permission.get("FromPort", 0), permission.get("ToPort", 0))
        for name, key, entry in _targets(permission):
            description = entry.get("Description", "")
            block = blocks.setdefault(
                (permission["IpProtocol"], *ports, description),
                {
                    "protocol": permission["IpProtocol"],
                    "from_port": ports[0],
                    "to_port": ports[1],
                    "description": description,
                    "cidr_blocks": [],
                    "ipv6_cidr_blocks": [],
                    "prefix_list_ids": [],
                    "security_groups": [],
                    "self": False,
                },
            )
            target = entry[key]
            if name != "security_groups":
                block[name].append(target)
            elif target == own:
                block["self"] = True
            else:
                foreign = entry.get("UserId", account)
                block[name].append(target if foreign == account else f"{foreign}/{target}")
    return [blocks[key] for key in sorted(blocks, key=repr)]


def _targets(permission: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (name, key, entry)
        for source, name, key in (
            ("IpRanges", "cidr_blocks", "CidrIp"),
            ("Ipv6Ranges", "ipv6_cidr_blocks", "CidrIpv6"),
            ("PrefixListIds", "prefix_list_ids", "PrefixListId"),
            ("UserIdGroupPairs", "security_groups", "GroupId"),
        )
        for entry in permission.get(source, ())
    ]


def _instance(api: Api, sink: Sink, instance: dict[str, Any]) -> None:
    id_ = instance["InstanceId"]
    options = instance.get("MetadataOptions")
    profile = instance.get("IamInstanceProfile", {}).get("Arn", "")
    attributes: dict[str, Any] = {
        "arn": _arn(sink, "instance", id_),
        "ami": instance["ImageId"],
        "instance_type": instance["InstanceType"],
        "availability_zone": instance["Placement"]["AvailabilityZone"],
        "tenancy": instance["Placement"].get("Tenancy", "default"),
        "key_name": instance.get("KeyName", ""),
        "subnet_id": instance.get("SubnetId", ""),
        "vpc_security_group_ids": sorted(entry["GroupId"] for entry in instance.get("SecurityGroups", ())),
        "iam_instance_profile": profile.rpartition("/")[2],
        "ebs_optimized": instance.get("EbsOptimized", False),
        "monitoring": instance["Monitoring"]["State"] in {"enabled", "pending"},
        "private_ip": instance.get("PrivateIpAddress", ""),
        "source_dest_check": instance.get("SourceDestCheck", True),
        **tags_of(instance.get("Tags")),
    }
    if options:
        attributes["metadata_options"] = [
            {
                "http_endpoint": options.get("HttpEndpoint", ""),
                "http_tokens": options.get("HttpTokens", ""),
                "http_put_response_hop_limit": options.get("HttpPutResponseHopLimit"),
                "http_protocol_ipv6": options.get("HttpProtocolIpv6", "disabled"),
                "instance_metadata_tags": options.get("InstanceMetadataTags", "disabled"),
            }
        ]
    with sink.detail("aws_instance", id_, "user_data"):
        answer = api.get("describe_instance_attribute", InstanceId=id_, Attribute="userData")
        attributes["user_data"] = _user_data(answer.get("UserData", {}).get("Value", ""))
    for name, wanted in (
        ("disable_api_termination", "disableApiTermination"),
        ("instance_initiated_shutdown_behavior", "instanceInitiatedShutdownBehavior"),
    ):
        with sink.detail("aws_instance", id_, name):
            answer = api.get("describe_instance_attribute", InstanceId=id_, Attribute=wanted)
            attributes[name] = answer[wanted[0].upper() + wanted[1:]]["Value"]
    sink.add("aws_instance", id_, attributes)


def _user_data(encoded: str) -> str:
    # The provider keeps the SHA-1 of user data in the state, not the data (`userDataHashSum` of its source).
    return hashlib.sha1(base64.b64decode(encoded), usedforsecurity=False).hexdigest() if encoded else ""


def _own_volumes(instance: dict[str, Any]) -> set[str]:
    """Return the volumes that go with an instance: to Terraform they are blocks of it, not resources."""
    return {
        device["Ebs"]["VolumeId"]
        for device in instance.get("BlockDeviceMappings", ())
        if device.get("Ebs", {}).get("DeleteOnTermination")
    }


def _volume(sink: Sink, volume: dict[str, Any], owned: set[str]) -> None:
    id_ = volume["VolumeId"]
    attributes = {
        "arn": _arn(sink, "volume", id_),
        "availability_zone": volume["AvailabilityZone"],
        "size": volume["Size"],
        "type": volume["VolumeType"],
        "encrypted": volume["Encrypted"],
        "kms_key_id": volume.get("KmsKeyId", ""),
        "snapshot_id": volume.get("SnapshotId", ""),
        "multi_attach_enabled": volume.get("MultiAttachEnabled", False),
        **tags_of(volume.get("Tags")),
    }
    for name, key in (("iops", "Iops"), ("throughput", "Throughput")):
        if key in volume:
            attributes[name] = volume[key]
    sink.add("aws_ebs_volume", id_, attributes, provider_owned=id_ in owned)


SERVICE = Service(
    name="ec2",
    types=(
        "aws_ebs_volume",
        "aws_instance",
        "aws_internet_gateway",
        "aws_route_table",
        "aws_route_table_association",
        "aws_security_group",
        "aws_subnet",
        "aws_vpc",
        *sorted(_RULES.values()),
    ),
    operations=(
        "ec2:DescribeInstanceAttribute",
        "ec2:DescribeInstances",
        "ec2:DescribeInternetGateways",
        "ec2:DescribeRouteTables",
        "ec2:DescribeSecurityGroupRules",
        "ec2:DescribeSecurityGroups",
        "ec2:DescribeSubnets",
        "ec2:DescribeVolumes",
        "ec2:DescribeVpcAttribute",
        "ec2:DescribeVpcs",
    ),
    read=read,
)
