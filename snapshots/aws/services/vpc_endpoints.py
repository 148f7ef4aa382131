"""Endpoints of AWS services in a network, and what is attached to them."""

from __future__ import annotations

from typing import Any

from engine.provider.facts import Split, TypeFacts
from snapshots.aws.reading.expressions import Item
from snapshots.aws.reading.service import Call, ResourceType, Service
from snapshots.aws.services.vpc import arn
from snapshots.aws.services.vpc_gateways import INTERFACES

_ALIVE = "VpcEndpoints[?!contains(['deleted', 'deleting', 'failed', 'rejected', 'expired'], to_string(State))]"
ENDPOINTS = Call(operation="DescribeVpcEndpoints", items=_ALIVE)


def _addresses(endpoint: Item) -> list[dict[str, Any]]:
    """Return the subnets of an endpoint with its addresses there."""
    interfaces = set(endpoint.get("NetworkInterfaceIds", ()))
    return [
        {"subnet_id": item["SubnetId"], "ipv4": item.get("PrivateIpAddress"), "ipv6": item.get("Ipv6Address")}
        for item in (endpoint["_items"](INTERFACES) if interfaces else ())
        if item["NetworkInterfaceId"] in interfaces
    ]


def _attached(kind: str, member: str, *, name: str = "_value") -> ResourceType:
    """Return the type of the attachments of route tables, subnets or security groups, listed in `member`."""
    return ResourceType(
        name=f"aws_vpc_endpoint_{kind}_association",
        listing=Call(operation="DescribeVpcEndpoints", items=f"{_ALIVE} | inner(@, '{member}')"),
        id=f"fill('a-{{}}{{}}', [_of.VpcEndpointId, crc({name})])",
        attributes={"vpc_endpoint_id": "_of.VpcEndpointId", f"{kind}_id": name},
        owned="_of.RequesterManaged",
        facts=TypeFacts(
            nothing_to_judge=f"it joins an endpoint and a {kind.replace('_', ' ')}, which are judged themselves"
        ),
    )


ENDPOINT = ResourceType(
    name="aws_vpc_endpoint",
    listing=ENDPOINTS,
    uses=(INTERFACES,),
    id="VpcEndpointId",
    attributes={
        "arn": arn("vpc-endpoint", "VpcEndpointId"),
        "owner_id": "OwnerId",
        "vpc_id": "VpcId",
        "service_name": "ServiceName",
        "service_region": "ServiceRegion",
        "service_network_arn": "ServiceNetworkArn",
        "resource_configuration_arn": "ResourceConfigurationArn",
        "vpc_endpoint_type": "VpcEndpointType || 'Gateway'",
        "policy": "document(PolicyDocument)",
        "private_dns_enabled": "PrivateDnsEnabled",
        "requester_managed": "RequesterManaged || `false`",
        "ip_address_type": "IpAddressType",
        "route_table_ids": "ordered(RouteTableIds)",
        "subnet_ids": "ordered(SubnetIds)",
        "security_group_ids": "ordered(Groups[].GroupId)",
        "subnet_configuration": _addresses,
        "dns_options": (
            "one(DnsOptions.{dns_record_ip_type: DnsRecordIpType, private_dns_only_for_inbound_resolver_endpoint:"
            " PrivateDnsOnlyForInboundResolverEndpoint || `false`})"
        ),
    },
    tags="tags(Tags)",
    owned="RequesterManaged",
    facts=TypeFacts(
        terraform_only=frozenset({"auto_accept"}),
        splits=(
            Split(child="aws_vpc_endpoint_policy", link="vpc_endpoint_id", attributes=("policy",)),
            Split(
                child="aws_vpc_endpoint_route_table_association",
                link="vpc_endpoint_id",
                attributes=("route_table_ids",),
            ),
            Split(child="aws_vpc_endpoint_subnet_association", link="vpc_endpoint_id", attributes=("subnet_ids",)),
            Split(
                child="aws_vpc_endpoint_security_group_association",
                link="vpc_endpoint_id",
                attributes=("security_group_ids",),
            ),
        ),
    ),
)
POLICY = ResourceType(
    name="aws_vpc_endpoint_policy",
    listing=ENDPOINTS,
    where="PolicyDocument",
    id="VpcEndpointId",
    attributes={"vpc_endpoint_id": "VpcEndpointId", "policy": "document(PolicyDocument)"},
    owned="RequesterManaged",
)
SERVICES = (
    Service(
        name="ec2",
        types=(
            ENDPOINT,
            POLICY,
            _attached("route_table", "RouteTableIds"),
            _attached("subnet", "SubnetIds"),
            _attached("security_group", "Groups", name="GroupId"),
        ),
    ),
)
