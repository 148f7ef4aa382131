"""Virtual private clouds: networks, subnets, gateways and routes."""

from __future__ import annotations

from dataclasses import replace

from engine.model.outcome import Severity
from engine.model.parity import Expectation, ParityRule
from engine.provider.facts import Split, Told, TypeFacts
from engine.provider.meaning import Meaning
from snapshots.aws.reading.expressions import Item
from snapshots.aws.reading.service import Call, Read, ResourceType, Service, block


def arn(kind: str, id_: str) -> str:
    """Return the expression of an EC2 resource's ARN: `kind` as in `vpc/…`, and the expression of its id."""
    return f"fill('arn:{{}}:ec2:{{}}:{{}}:{kind}/{{}}', [_partition, _region, _account, {id_}])"


NETWORKS = Call(operation="DescribeVpcs", items="Vpcs")


def in_default_network(item: Item) -> bool:
    """Tell whether something lies in, or is attached to, the network that AWS made."""
    defaults = {network["VpcId"] for network in item["_items"](NETWORKS) if network["IsDefault"]}
    attached = {attachment.get("VpcId") for attachment in item.get("Attachments", ())} | {item.get("VpcId")}
    return bool(defaults & attached)


def _flag(ours: str, name: str) -> Read:
    return Read(
        operation="DescribeVpcAttribute",
        parameters={"VpcId": "VpcId", "Attribute": f"'{name}'"},
        attributes={ours: f"told({name[0].upper() + name[1:]}.Value)"},
    )


NETWORK = ResourceType(
    name="aws_vpc",
    listing=NETWORKS,
    id="VpcId",
    attributes={
        "arn": arn("vpc", "VpcId"),
        "owner_id": "OwnerId",
        "cidr_block": "CidrBlock",
        "instance_tenancy": "InstanceTenancy",
        "ipv6_cidr_block": "Ipv6CidrBlockAssociationSet[?Ipv6CidrBlockState.State == 'associated'].Ipv6CidrBlock | [0]",
        "ipv6_cidr_block_network_border_group": (
            "Ipv6CidrBlockAssociationSet[?Ipv6CidrBlockState.State == 'associated'].NetworkBorderGroup | [0]"
        ),
    },
    tags="tags(Tags)",
    reads=(
        _flag("enable_dns_support", "enableDnsSupport"),
        _flag("enable_dns_hostnames", "enableDnsHostnames"),
        _flag("enable_network_address_usage_metrics", "enableNetworkAddressUsageMetrics"),
    ),
    owned="IsDefault",
    facts=TypeFacts(
        terraform_only=frozenset(
            {
                "assign_generated_ipv6_cidr_block",
                "ipv4_ipam_pool_id",
                "ipv4_netmask_length",
                "ipv6_ipam_pool_id",
                "ipv6_netmask_length",
            }
        ),
        parity=(
            ParityRule(
                name="own network",
                expect=Expectation.MUST_DIFFER,
                path="cidr_block",
                reason="networks with the same addresses cannot be joined",
            ),
        ),
    ),
)
SUBNET = ResourceType(
    name="aws_subnet",
    listing=Call(operation="DescribeSubnets", items="Subnets"),
    id="SubnetId",
    attributes={
        "arn": arn("subnet", "SubnetId"),
        "owner_id": "OwnerId",
        "vpc_id": "VpcId",
        "cidr_block": "CidrBlock",
        "availability_zone": "AvailabilityZone",
        "availability_zone_id": "AvailabilityZoneId",
        "map_public_ip_on_launch": "MapPublicIpOnLaunch",
        "assign_ipv6_address_on_creation": "AssignIpv6AddressOnCreation",
        "customer_owned_ipv4_pool": "CustomerOwnedIpv4Pool",
        "map_customer_owned_ip_on_launch": "MapCustomerOwnedIpOnLaunch || `false`",
        "enable_dns64": "EnableDns64 || `false`",
        "enable_lni_at_device_index": "EnableLniAtDeviceIndex || `0`",
        "ipv6_cidr_block": "Ipv6CidrBlockAssociationSet[?Ipv6CidrBlockState.State == 'associated'].Ipv6CidrBlock | [0]",
        "ipv6_native": "Ipv6Native || `false`",
        "outpost_arn": "OutpostArn",
        "enable_resource_name_dns_a_record_on_launch": (
            "PrivateDnsNameOptionsOnLaunch.EnableResourceNameDnsARecord || `false`"
        ),
        "enable_resource_name_dns_aaaa_record_on_launch": (
            "PrivateDnsNameOptionsOnLaunch.EnableResourceNameDnsAAAARecord || `false`"
        ),
        "private_dns_hostname_type_on_launch": "told(PrivateDnsNameOptionsOnLaunch.HostnameType)",
    },
    tags="tags(Tags)",
    owned="DefaultForAz || `false`",
)
INTERNET_GATEWAY = ResourceType(
    name="aws_internet_gateway",
    listing=Call(operation="DescribeInternetGateways", items="InternetGateways"),
    id="InternetGatewayId",
    attributes={
        "arn": arn("internet-gateway", "InternetGatewayId"),
        "owner_id": "OwnerId",
        "vpc_id": "Attachments[0].VpcId",
    },
    tags="tags(Tags)",
    owned=in_default_network,
    uses=(NETWORKS,),
    facts=TypeFacts(nothing_to_judge="a door; who comes through it is judged with the rules that open ports"),
)
_TABLES = Call(operation="DescribeRouteTables", items="RouteTables")
_TARGETS = {
    "nat_gateway_id": "NatGatewayId",
    "network_interface_id": "NetworkInterfaceId",
    "transit_gateway_id": "TransitGatewayId",
    "vpc_peering_connection_id": "VpcPeeringConnectionId",
    "egress_only_gateway_id": "EgressOnlyInternetGatewayId",
    "carrier_gateway_id": "CarrierGatewayId",
    "core_network_arn": "CoreNetworkArn",
    "local_gateway_id": "LocalGatewayId",
    "gateway_id": "!starts_with(GatewayId || '', 'vpce-') && GatewayId || `null`",
    "vpc_endpoint_id": "starts_with(GatewayId || '', 'vpce-') && GatewayId || `null`",
}
# Routes of gateway endpoints and propagated ones are nobody's to write.
_WRITTEN = (
    "GatewayId != 'local' && GatewayId != 'VpcLattice' && Origin == 'CreateRoute'"
    " && !(DestinationPrefixListId && starts_with(GatewayId || '', 'vpce-'))"
)
_ROUTE_BLOCK = block(
    cidr_block="DestinationCidrBlock",
    ipv6_cidr_block="DestinationIpv6CidrBlock",
    destination_prefix_list_id="DestinationPrefixListId",
    **_TARGETS,
)
ROUTE_TABLE = ResourceType(
    name="aws_route_table",
    listing=_TABLES,
    id="RouteTableId",
    attributes={
        "arn": arn("route-table", "RouteTableId"),
        "owner_id": "OwnerId",
        "vpc_id": "VpcId",
        "propagating_vgws": "ordered(PropagatingVgws[].GatewayId)",
        "route": f"Routes[?{_WRITTEN}].{_ROUTE_BLOCK}",
    },
    tags="tags(Tags)",
    owned="Associations[?Main] | length(@) > `0`",
    facts=TypeFacts(
        grades={"route": Severity.HIGH},  # a way to everywhere is none from everywhere, and no wider one
        splits=(
            Split(
                child="aws_route",
                link="route_table_id",
                attributes=("route",),
                inline={
                    "cidr_block": Told(at="destination_cidr_block"),
                    "ipv6_cidr_block": Told(at="destination_ipv6_cidr_block"),
                },
            ),
            Split(child="aws_vpn_gateway_route_propagation", link="route_table_id", attributes=("propagating_vgws",)),
        ),
    ),
)
ASSOCIATION = ResourceType(
    name="aws_route_table_association",
    listing=Call(operation="DescribeRouteTables", items="RouteTables[].Associations[?!Main][]"),
    id="RouteTableAssociationId",
    attributes={"route_table_id": "RouteTableId", "subnet_id": "SubnetId", "gateway_id": "GatewayId"},
    facts=TypeFacts(
        meanings={"route_table_id": Meaning.EXPOSURE},
        nothing_to_judge="it joins a subnet and a table, whose routes are judged themselves",
    ),
)
ROUTE = ResourceType(
    name="aws_route",
    listing=Call(operation="DescribeRouteTables", items="RouteTables | inner(@, 'Routes')"),
    uses=(NETWORKS,),
    where=_WRITTEN,
    id=(
        "fill('r-{}{}', [_of.RouteTableId,"
        " crc(DestinationCidrBlock || DestinationIpv6CidrBlock || DestinationPrefixListId)])"
    ),
    attributes={
        "route_table_id": "_of.RouteTableId",
        "destination_cidr_block": "DestinationCidrBlock || ''",
        "destination_ipv6_cidr_block": "DestinationIpv6CidrBlock || ''",
        "destination_prefix_list_id": "DestinationPrefixListId || ''",
        "origin": "Origin",
        **_TARGETS,
    },
    owned=lambda route: in_default_network({**route["_of"], "_items": route["_items"]}),
    facts=TypeFacts(
        key=("route_table_id", "destination_cidr_block", "destination_ipv6_cidr_block", "destination_prefix_list_id"),
        called=("route_table_id", "destination_cidr_block"),
        decides=Meaning.EXPOSURE,
    ),
)
DEFAULT_ROUTE_TABLE = replace(
    ROUTE_TABLE,
    name="aws_default_route_table",
    where="Associations[?Main] | length(@) > `0`",
    attributes={**ROUTE_TABLE.attributes, "default_route_table_id": "RouteTableId"},
    owned="`true`",
)
# What AWS made, and somebody has taken over.
DEFAULT_NETWORK = replace(
    NETWORK,
    name="aws_default_vpc",
    where="IsDefault",
    owned="`true`",
    facts=TypeFacts(
        terraform_only=frozenset(
            {"assign_generated_ipv6_cidr_block", "force_destroy", "ipv6_ipam_pool_id", "ipv6_netmask_length"}
        )
    ),
)
DEFAULT_SUBNET = replace(
    SUBNET,
    name="aws_default_subnet",
    where="DefaultForAz",
    owned="`true`",
    facts=TypeFacts(terraform_only=frozenset({"force_destroy"})),
)
MAIN_ASSOCIATION = ResourceType(
    name="aws_main_route_table_association",
    listing=Call(
        operation="DescribeRouteTables", items="RouteTables | inner(@, 'Associations')", where="Main && !SubnetId"
    ),
    id="RouteTableAssociationId",
    attributes={"route_table_id": "_of.RouteTableId", "vpc_id": "_of.VpcId"},
    owned="`true`",  # each network has one
    facts=TypeFacts(
        key=("vpc_id",),
        decides=Meaning.EXPOSURE,
        nothing_to_judge="it says which table subnets without one have; its routes are judged",
    ),
)
SERVICES = (
    Service(
        name="ec2",
        types=(
            NETWORK,
            SUBNET,
            INTERNET_GATEWAY,
            ROUTE_TABLE,
            ROUTE,
            ASSOCIATION,
            MAIN_ASSOCIATION,
            DEFAULT_NETWORK,
            DEFAULT_SUBNET,
            DEFAULT_ROUTE_TABLE,
        ),
    ),
)
