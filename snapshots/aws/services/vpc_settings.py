"""What networks use: flow logs, DHCP options, peerings and lists of prefixes."""

from __future__ import annotations

from engine.provider.facts import Split, TypeFacts
from engine.provider.meaning import Meaning
from snapshots.aws.reading.expressions import Item
from snapshots.aws.reading.service import Call, Read, ResourceType, Service
from snapshots.aws.services.vpc import NETWORKS, arn

_DHCP = Call(operation="DescribeDhcpOptions", items="DhcpOptions")
_PREFIX_LISTS = Call(operation="DescribeManagedPrefixLists", items="PrefixLists", where="OwnerId == _account")
_GONE = "['deleted', 'deleting', 'rejected', 'failed', 'expired']"
_PEERINGS = Call(
    operation="DescribeVpcPeeringConnections",
    items=f"VpcPeeringConnections[?!contains({_GONE}, Status.Code)]",
)


def _resource(prefix: str) -> str:
    return f"starts_with(ResourceId || '', '{prefix}-') && ResourceId || `null`"


FLOW_LOG = ResourceType(
    name="aws_flow_log",
    listing=Call(operation="DescribeFlowLogs", items="FlowLogs"),
    id="FlowLogId",
    attributes={
        "arn": arn("vpc-flow-log", "FlowLogId"),
        "vpc_id": _resource("vpc"),
        "subnet_id": _resource("subnet"),
        "eni_id": _resource("eni"),
        "transit_gateway_id": f"!starts_with(ResourceId || '', 'tgw-attach-') && {_resource('tgw')}",
        "transit_gateway_attachment_id": _resource("tgw-attach"),
        "traffic_type": "TrafficType",
        "iam_role_arn": "DeliverLogsPermissionArn",
        "deliver_cross_account_role": "DeliverCrossAccountRole",
        "log_destination": "LogDestination",
        "log_destination_type": "LogDestinationType",
        "log_group_name": "LogGroupName",
        "log_format": "LogFormat",
        "max_aggregation_interval": "MaxAggregationInterval",
        "destination_options": (
            "one(DestinationOptions.{file_format: FileFormat, hive_compatible_partitions: HiveCompatiblePartitions"
            " || `false`, per_hour_partition: PerHourPartition || `false`})"
        ),
    },
    tags="tags(Tags)",
    facts=TypeFacts(decides=Meaning.AUDIT),
)


def _option(key: str, *, many: bool = False) -> str:
    return f"DhcpConfigurations[?Key == '{key}'] | [0].Values[].Value" + ("" if many else " | [0]")


def _is_original(options: Item) -> bool:
    """Tell whether DHCP options are those that AWS made for the region."""
    found = {entry["Key"]: [value["Value"] for value in entry["Values"]] for entry in options["DhcpConfigurations"]}
    name = "".join(found.get("domain-name", ()))
    own = name in {"", "ec2.internal"} or name.endswith(".compute.internal")
    return (
        own
        and found.keys() <= {"domain-name", "domain-name-servers"}
        and (found.get("domain-name-servers", ["AmazonProvidedDNS"]) == ["AmazonProvidedDNS"])
    )


def _has_original(network: Item) -> bool:
    """Tell whether a network has the DHCP options that AWS gives to new ones."""
    options = {item["DhcpOptionsId"]: item for item in network["_items"](_DHCP)}
    own = options.get(network["DhcpOptionsId"])
    return own is None or _is_original(own)


_NAMES = "it says which servers tell names and the time in a network"
DHCP_OPTIONS = ResourceType(
    name="aws_vpc_dhcp_options",
    listing=_DHCP,
    id="DhcpOptionsId",
    attributes={
        "arn": "fill('arn:{}:ec2:{}:{}:dhcp-options/{}', [_partition, _region, OwnerId || '', DhcpOptionsId])",
        "owner_id": "OwnerId",
        "domain_name": _option("domain-name"),
        "domain_name_servers": _option("domain-name-servers", many=True),
        "ipv6_address_preferred_lease_time": _option("ipv6-address-preferred-lease-time"),
        "netbios_name_servers": _option("netbios-name-servers", many=True),
        "netbios_node_type": _option("netbios-node-type"),
        "ntp_servers": _option("ntp-servers", many=True),
    },
    tags="tags(Tags)",
    owned=_is_original,
    facts=TypeFacts(nothing_to_judge=_NAMES),
)
DEFAULT_DHCP_OPTIONS = ResourceType(
    name="aws_default_vpc_dhcp_options",
    listing=_DHCP,
    where=_is_original,
    id="DhcpOptionsId",
    attributes={
        "arn": DHCP_OPTIONS.attributes["arn"],
        "owner_id": "OwnerId",
        "domain_name": _option("domain-name"),
        "domain_name_servers": _option("domain-name-servers"),
    },
    tags="tags(Tags)",
    owned="`true`",
    facts=TypeFacts(nothing_to_judge=_NAMES),
)
DHCP_ASSOCIATION = ResourceType(
    name="aws_vpc_dhcp_options_association",
    listing=NETWORKS,
    uses=(_DHCP,),
    where="DhcpOptionsId",
    id="fill('{}-{}', [DhcpOptionsId, VpcId])",
    attributes={"dhcp_options_id": "DhcpOptionsId", "vpc_id": "VpcId"},
    owned=_has_original,
    facts=TypeFacts(nothing_to_judge="it joins a network and its options"),
)
_OPTIONS = "one({{allow_remote_vpc_dns_resolution: {}.PeeringOptions.AllowDnsResolutionFromRemoteVpc}})"
_PEERING_OPTIONS = {
    "accepter": _OPTIONS.format("AccepterVpcInfo"),
    "requester": _OPTIONS.format("RequesterVpcInfo"),
}


def _is_here(side: str) -> str:
    return f"{side}.OwnerId == _account && (!({side}.Region) || {side}.Region == _region)"


# Nothing goes through it before a route leads there.
_PEERED = "it joins two networks; what is sent through it is judged with the routes that lead there"
PEERING = ResourceType(
    name="aws_vpc_peering_connection",
    listing=_PEERINGS,
    where=_is_here("RequesterVpcInfo"),
    id="VpcPeeringConnectionId",
    attributes={
        "vpc_id": "RequesterVpcInfo.VpcId",
        "peer_vpc_id": "AccepterVpcInfo.VpcId",
        "peer_owner_id": "AccepterVpcInfo.OwnerId",
        "peer_region": "AccepterVpcInfo.Region",
        **_PEERING_OPTIONS,
    },
    tags="tags(Tags)",
    facts=TypeFacts(
        terraform_only=frozenset({"auto_accept"}),
        splits=(
            Split(
                child="aws_vpc_peering_connection_options",
                link="vpc_peering_connection_id",
                attributes=("accepter", "requester"),
                whole=True,
            ),
        ),
        nothing_to_judge=_PEERED,
    ),
)
ACCEPTER = ResourceType(
    name="aws_vpc_peering_connection_accepter",
    listing=_PEERINGS,
    where=f"{_is_here('AccepterVpcInfo')} && Status.Code == 'active'",
    id="VpcPeeringConnectionId",
    attributes={
        "vpc_peering_connection_id": "VpcPeeringConnectionId",
        "vpc_id": "AccepterVpcInfo.VpcId",
        "peer_vpc_id": "RequesterVpcInfo.VpcId",
        "peer_owner_id": "RequesterVpcInfo.OwnerId",
        "peer_region": "RequesterVpcInfo.Region",
        **_PEERING_OPTIONS,
    },
    tags="tags(Tags)",
    # Within one place the connection is one resource.
    owned=_is_here("RequesterVpcInfo"),
    facts=TypeFacts(terraform_only=frozenset({"auto_accept"}), nothing_to_judge=_PEERED),
)
PEERING_OPTIONS = ResourceType(
    name="aws_vpc_peering_connection_options",
    listing=_PEERINGS,
    id="VpcPeeringConnectionId",
    attributes={"vpc_peering_connection_id": "VpcPeeringConnectionId", **_PEERING_OPTIONS},
    owned="`true`",
    facts=TypeFacts(nothing_to_judge="it says whose names are known across a peering"),
)
_ENTRIES = "Entries[].{cidr: Cidr, description: Description}"
PREFIX_LIST = ResourceType(
    name="aws_ec2_managed_prefix_list",
    listing=_PREFIX_LISTS,
    id="PrefixListId",
    attributes={
        "arn": "PrefixListArn",
        "owner_id": "OwnerId",
        "name": "PrefixListName",
        "address_family": "AddressFamily",
        "max_entries": "MaxEntries",
    },
    reads=(
        Read(
            operation="GetManagedPrefixListEntries",
            parameters={"PrefixListId": "PrefixListId"},
            attributes={"entry": _ENTRIES},
        ),
    ),
    tags="tags(Tags)",
    facts=TypeFacts(
        splits=(Split(child="aws_ec2_managed_prefix_list_entry", link="prefix_list_id", attributes=("entry",)),),
        nothing_to_judge="a list of networks; what is opened to it is judged with the rules that name it",
    ),
)
PREFIX_LIST_ENTRY = ResourceType(
    name="aws_ec2_managed_prefix_list_entry",
    listing=Call(
        operation="GetManagedPrefixListEntries",
        items="Entries",
        parameters={"PrefixListId": "PrefixListId"},
        of=_PREFIX_LISTS,
    ),
    id="fill('{},{}', [_parent.PrefixListId, Cidr])",
    attributes={"prefix_list_id": "_parent.PrefixListId", "cidr": "Cidr", "description": "Description"},
    facts=TypeFacts(nothing_to_judge="a part of a list of networks"),
)
# A further address range of a network; the first one is its own `cidr_block`.
IPV4_ASSOCIATION = ResourceType(
    name="aws_vpc_ipv4_cidr_block_association",
    listing=Call(
        operation="DescribeVpcs",
        items="Vpcs | inner(@, 'CidrBlockAssociationSet')",
        where="CidrBlock != _of.CidrBlock && CidrBlockState.State == 'associated'",
    ),
    id="AssociationId",
    attributes={"vpc_id": "_of.VpcId", "cidr_block": "CidrBlock"},
    facts=TypeFacts(
        # How the range was found, of which the range itself is what came of it.
        terraform_only=frozenset({"ipv4_ipam_pool_id", "ipv4_netmask_length"}),
        called=("vpc_id", "cidr_block"),
        decides=Meaning.EXPOSURE,
        nothing_to_judge="further addresses of a network; who reaches them is judged with the rules that open ports",
    ),
)
SERVICES = (
    Service(
        name="ec2",
        types=(
            FLOW_LOG,
            DHCP_OPTIONS,
            DEFAULT_DHCP_OPTIONS,
            DHCP_ASSOCIATION,
            PEERING,
            ACCEPTER,
            PEERING_OPTIONS,
            PREFIX_LIST,
            PREFIX_LIST_ENTRY,
            IPV4_ASSOCIATION,
        ),
    ),
)
