"""The ways out of a network: NAT gateways, elastic addresses and egress-only gateways."""

from __future__ import annotations

from typing import Any

from engine.provider.facts import Split, TypeFacts
from snapshots.aws.reading.expressions import UNTOLD, Item
from snapshots.aws.reading.service import Call, ResourceType, Service
from snapshots.aws.services.vpc import arn

INTERFACES = Call(operation="DescribeNetworkInterfaces", items="NetworkInterfaces")
NATS = Call(
    operation="DescribeNatGateways",
    items="NatGateways[?!contains(['deleted', 'deleting', 'failed'], State)]",
)
_ADDRESSES = Call(operation="DescribeAddresses", items="Addresses")
# The first address of a gateway is its main one where AWS does not say which one is.
_MAIN = "(NatGatewayAddresses[?IsPrimary] || NatGatewayAddresses) | [0]"
_OTHERS = "(NatGatewayAddresses[?IsPrimary] && NatGatewayAddresses[?!IsPrimary] || NatGatewayAddresses[1:])"


def _by_service(address: Item) -> bool:
    """Tell whether an address is held by another service (a NAT gateway, a load balancer), which names it itself."""
    if address.get("ServiceManaged"):
        return True
    held = {
        entry.get("AllocationId") for gateway in address["_items"](NATS) for entry in gateway["NatGatewayAddresses"]
    }
    interfaces: dict[str, Item] = {item["NetworkInterfaceId"]: item for item in address["_items"](INTERFACES)}
    interface = interfaces.get(address.get("NetworkInterfaceId", ""), {})
    return (
        address.get("AllocationId") in held
        or bool(interface.get("RequesterManaged"))
        or interface.get("InterfaceType", "interface") != "interface"
    )


def _holder(member: str) -> Any:
    """Return an expression of who holds an address; unread where another service does."""

    def find(address: Item) -> Any:
        return UNTOLD if address.get("AssociationId") and _by_service(address) else address.get(member)

    return find


NAT_GATEWAY = ResourceType(
    name="aws_nat_gateway",
    listing=NATS,
    id="NatGatewayId",
    attributes={
        "allocation_id": f"({_MAIN}).AllocationId",
        "association_id": f"({_MAIN}).AssociationId",
        "connectivity_type": "ConnectivityType",
        "network_interface_id": f"({_MAIN}).NetworkInterfaceId",
        "private_ip": f"({_MAIN}).PrivateIp",
        "public_ip": f"({_MAIN}).PublicIp",
        "secondary_allocation_ids": f"ordered({_OTHERS}[].AllocationId)",
        "secondary_private_ip_address_count": f"length({_OTHERS}[].PrivateIp || `[]`)",
        "secondary_private_ip_addresses": f"ordered({_OTHERS}[].PrivateIp)",
        "subnet_id": "SubnetId",
    },
    tags="tags(Tags)",
)
ADDRESS = ResourceType(
    name="aws_eip",
    listing=_ADDRESSES,
    where="AllocationId",
    id="AllocationId",
    attributes={
        "allocation_id": "AllocationId",
        "arn": arn("elastic-ip", "AllocationId"),
        "carrier_ip": "CarrierIp",
        "customer_owned_ip": "CustomerOwnedIp",
        "customer_owned_ipv4_pool": "CustomerOwnedIpv4Pool",
        "domain": "Domain",
        "vpc": "Domain == 'vpc'",
        "instance": _holder("InstanceId"),
        "network_interface": _holder("NetworkInterfaceId"),
        "ipam_pool_id": "starts_with(PublicIpv4Pool || '', 'ipam-pool-') && PublicIpv4Pool || `null`",
        "network_border_group": "NetworkBorderGroup",
        "public_ip": "PublicIp",
        "public_ipv4_pool": "PublicIpv4Pool",
    },
    tags="tags(Tags)",
    owned="ServiceManaged",
    facts=TypeFacts(
        terraform_only=frozenset({"address", "associate_with_private_ip"}),
        splits=(
            Split(child="aws_eip_association", link="allocation_id", attributes=("instance", "network_interface")),
        ),
    ),
)
ADDRESS_ASSOCIATION = ResourceType(
    name="aws_eip_association",
    listing=_ADDRESSES,
    uses=(NATS, INTERFACES),
    where="AllocationId && AssociationId",
    id="AssociationId",
    attributes={
        "allocation_id": "AllocationId",
        "instance_id": "InstanceId",
        "network_interface_id": "NetworkInterfaceId",
        "private_ip_address": "PrivateIpAddress",
        "public_ip": "PublicIp",
    },
    owned=_by_service,
    facts=TypeFacts(
        terraform_only=frozenset({"allow_reassociation"}),
        nothing_to_judge="it joins an address and what has it, which is judged itself",
    ),
)
EGRESS_ONLY_GATEWAY = ResourceType(
    name="aws_egress_only_internet_gateway",
    listing=Call(operation="DescribeEgressOnlyInternetGateways", items="EgressOnlyInternetGateways"),
    id="EgressOnlyInternetGatewayId",
    attributes={"vpc_id": "Attachments[0].VpcId"},
    tags="tags(Tags)",
    facts=TypeFacts(nothing_to_judge="a way out, which lets nobody in"),
)
SERVICES = (Service(name="ec2", types=(NAT_GATEWAY, ADDRESS, ADDRESS_ASSOCIATION, EGRESS_ONLY_GATEWAY)),)
