"""Private networks beyond AWS: gateways and connections of VPNs, and transit gateways."""

from __future__ import annotations

from engine.provider.facts import Split, TypeFacts
from engine.provider.meaning import Meaning
from snapshots.aws.reading.service import Call, ResourceType, Service
from snapshots.aws.services.vpc import arn

_GATEWAYS = Call(operation="DescribeVpnGateways", items="VpnGateways")
_ATTACHED = "[?State == 'attached' || State == 'attaching']"
_GONE = "State == 'deleted' || State == 'deleting'"
_GATEWAY = ResourceType(
    name="aws_vpn_gateway",
    listing=_GATEWAYS,
    where=f"!({_GONE})",
    id="VpnGatewayId",
    attributes={
        "arn": arn("vpn-gateway", "VpnGatewayId"),
        "amazon_side_asn": "to_string(AmazonSideAsn)",
        "vpc_id": f"VpcAttachments{_ATTACHED}.VpcId | [0]",
        # AWS tells where it lies only if somebody has said so.
        "availability_zone": "told(AvailabilityZone)",
    },
    tags="tags(Tags)",
    facts=TypeFacts(
        splits=(Split(child="aws_vpn_gateway_attachment", link="vpn_gateway_id", attributes=("vpc_id",)),),
        nothing_to_judge="a door to a private network; who comes through it is judged with the rules that open ports",
    ),
)
_GATEWAY_ATTACHMENT = ResourceType(
    name="aws_vpn_gateway_attachment",
    listing=Call(
        operation="DescribeVpnGateways",
        items="VpnGateways | inner(@, 'VpcAttachments')",
        where="State == 'attached' || State == 'attaching'",
    ),
    id="fill('vpn-attachment-{}', [crc(fill('{}-{}', [VpcId, _of.VpnGatewayId]))])",
    attributes={"vpc_id": "VpcId", "vpn_gateway_id": "_of.VpnGatewayId"},
    owned="`true`",  # the gateway says itself where it is
    facts=TypeFacts(
        key=("vpc_id", "vpn_gateway_id"),
        nothing_to_judge="it joins a network and a gateway",
    ),
)
_PROPAGATION = ResourceType(
    name="aws_vpn_gateway_route_propagation",
    listing=Call(operation="DescribeRouteTables", items="RouteTables | inner(@, 'PropagatingVgws')"),
    id="fill('{}_{}', [GatewayId, _of.RouteTableId])",
    attributes={"route_table_id": "_of.RouteTableId", "vpn_gateway_id": "GatewayId"},
    owned="`true`",  # the table says itself who adds routes to it
    facts=TypeFacts(
        key=("route_table_id", "vpn_gateway_id"),
        nothing_to_judge="it says which routes a table learns; the table is judged itself",
    ),
)
_CUSTOMER = ResourceType(
    name="aws_customer_gateway",
    listing=Call(operation="DescribeCustomerGateways", items="CustomerGateways"),
    where=f"!({_GONE})",
    id="CustomerGatewayId",
    attributes={
        "arn": arn("customer-gateway", "CustomerGatewayId"),
        "bgp_asn": "BgpAsn",
        "bgp_asn_extended": "BgpAsnExtended",
        "certificate_arn": "CertificateArn",
        "device_name": "DeviceName",
        "ip_address": "IpAddress",
        "type": "Type",
    },
    tags="tags(Tags)",
    facts=TypeFacts(
        meanings={"ip_address": Meaning.EXPOSURE},
        nothing_to_judge="the other end of a private connection",
    ),
)


def _tunnel(number: int, name: str, member: str) -> tuple[str, str]:
    return f"tunnel{number}_{name}", f"told(Options.TunnelOptions[{number - 1}].{member})"


# The keys of its tunnels are among what AWS tells of a connection: of a tunnel only these are taken.
_TUNNEL = {
    "address": "OutsideIpAddress",
    "inside_cidr": "TunnelInsideCidr",
    "inside_ipv6_cidr": "TunnelInsideIpv6Cidr",
    "dpd_timeout_action": "DpdTimeoutAction",
    "dpd_timeout_seconds": "DpdTimeoutSeconds",
    "enable_tunnel_lifecycle_control": "EnableTunnelLifecycleControl",
    "ike_versions": "IkeVersions[].Value",
    "phase1_dh_group_numbers": "Phase1DHGroupNumbers[].Value",
    "phase1_encryption_algorithms": "Phase1EncryptionAlgorithms[].Value",
    "phase1_integrity_algorithms": "Phase1IntegrityAlgorithms[].Value",
    "phase1_lifetime_seconds": "Phase1LifetimeSeconds",
    "phase2_dh_group_numbers": "Phase2DHGroupNumbers[].Value",
    "phase2_encryption_algorithms": "Phase2EncryptionAlgorithms[].Value",
    "phase2_integrity_algorithms": "Phase2IntegrityAlgorithms[].Value",
    "phase2_lifetime_seconds": "Phase2LifetimeSeconds",
    "rekey_fuzz_percentage": "RekeyFuzzPercentage",
    "rekey_margin_time_seconds": "RekeyMarginTimeSeconds",
    "replay_window_size": "ReplayWindowSize",
    "startup_action": "StartupAction",
}
_CONNECTIONS = Call(operation="DescribeVpnConnections", items="VpnConnections")
_CONNECTION = ResourceType(
    name="aws_vpn_connection",
    listing=_CONNECTIONS,
    where=f"!({_GONE})",
    id="VpnConnectionId",
    attributes={
        "arn": arn("vpn-connection", "VpnConnectionId"),
        "customer_gateway_id": "CustomerGatewayId",
        "vpn_gateway_id": "VpnGatewayId",
        "transit_gateway_id": "TransitGatewayId",
        "type": "Type",
        "enable_acceleration": "Options.EnableAcceleration || `false`",
        "static_routes_only": "Options.StaticRoutesOnly || `false`",
        "local_ipv4_network_cidr": "Options.LocalIpv4NetworkCidr",
        "local_ipv6_network_cidr": "Options.LocalIpv6NetworkCidr",
        "remote_ipv4_network_cidr": "Options.RemoteIpv4NetworkCidr",
        "remote_ipv6_network_cidr": "Options.RemoteIpv6NetworkCidr",
        "outside_ip_address_type": "Options.OutsideIpAddressType",
        "transport_transit_gateway_attachment_id": "Options.TransportTransitGatewayAttachmentId",
        "tunnel_inside_ip_version": "Options.TunnelInsideIpVersion || 'ipv4'",
        **dict(_tunnel(number, name, member) for number in (1, 2) for name, member in _TUNNEL.items()),
    },
    tags="tags(Tags)",
    facts=TypeFacts(
        volatile=frozenset({"vgw_telemetry", "routes"}),
        nothing_to_judge="a private connection; who comes through it is judged with the rules that open ports",
    ),
)
_CONNECTION_ROUTE = ResourceType(
    name="aws_vpn_connection_route",
    listing=Call(operation="DescribeVpnConnections", items="VpnConnections | inner(@, 'Routes')"),
    where=f"!({_GONE})",
    id="fill('{}:{}', [DestinationCidrBlock, _of.VpnConnectionId])",
    attributes={"destination_cidr_block": "DestinationCidrBlock", "vpn_connection_id": "_of.VpnConnectionId"},
    facts=TypeFacts(
        key=("vpn_connection_id", "destination_cidr_block"),
        called=("vpn_connection_id", "destination_cidr_block"),
        nothing_to_judge="a way into a private network",
    ),
)
_TRANSIT = ResourceType(
    name="aws_ec2_transit_gateway",
    listing=Call(operation="DescribeTransitGateways", items="TransitGateways"),
    where=f"OwnerId == _account && !({_GONE})",
    id="TransitGatewayId",
    attributes={
        "arn": "TransitGatewayArn",
        "owner_id": "OwnerId",
        "description": "Description",
        "amazon_side_asn": "Options.AmazonSideAsn",
        "association_default_route_table_id": "Options.AssociationDefaultRouteTableId",
        "auto_accept_shared_attachments": "Options.AutoAcceptSharedAttachments",
        "default_route_table_association": "Options.DefaultRouteTableAssociation",
        "default_route_table_propagation": "Options.DefaultRouteTablePropagation",
        "dns_support": "Options.DnsSupport",
        "multicast_support": "Options.MulticastSupport",
        "propagation_default_route_table_id": "Options.PropagationDefaultRouteTableId",
        "security_group_referencing_support": "told(Options.SecurityGroupReferencingSupport)",
        "transit_gateway_cidr_blocks": "ordered(Options.TransitGatewayCidrBlocks)",
        "vpn_ecmp_support": "Options.VpnEcmpSupport",
    },
    tags="tags(Tags)",
    facts=TypeFacts(
        nothing_to_judge="it joins networks; who comes through it is judged with the rules that open ports"
    ),
)
_TRANSIT_ATTACHMENT = ResourceType(
    name="aws_ec2_transit_gateway_vpc_attachment",
    listing=Call(operation="DescribeTransitGatewayVpcAttachments", items="TransitGatewayVpcAttachments"),
    where=f"VpcOwnerId == _account && !({_GONE})",
    id="TransitGatewayAttachmentId",
    attributes={
        "arn": arn("transit-gateway-attachment", "TransitGatewayAttachmentId"),
        "subnet_ids": "ordered(SubnetIds)",
        "transit_gateway_id": "TransitGatewayId",
        "vpc_id": "VpcId",
        "vpc_owner_id": "VpcOwnerId",
        "appliance_mode_support": "Options.ApplianceModeSupport",
        "dns_support": "Options.DnsSupport",
        "ipv6_support": "Options.Ipv6Support",
        "security_group_referencing_support": "told(Options.SecurityGroupReferencingSupport)",
    },
    tags="tags(Tags)",
    facts=TypeFacts(
        # Which tables it is in the tables say.
        terraform_only=frozenset(
            {"transit_gateway_default_route_table_association", "transit_gateway_default_route_table_propagation"}
        ),
        nothing_to_judge="it joins a network and a gateway",
    ),
)
SERVICES = (
    Service(
        name="ec2",
        types=(
            _GATEWAY,
            _GATEWAY_ATTACHMENT,
            _PROPAGATION,
            _CUSTOMER,
            _CONNECTION,
            _CONNECTION_ROUTE,
            _TRANSIT,
            _TRANSIT_ATTACHMENT,
        ),
    ),
)
