"""Network interfaces that people make; those of instances and services belong to these."""

from __future__ import annotations

from engine.provider.facts import Owner, Split, Told, TypeFacts
from snapshots.aws.reading.expressions import Item
from snapshots.aws.reading.service import Call, ResourceType, Service
from snapshots.aws.services.vpc import arn
from snapshots.aws.services.vpc_endpoints import ENDPOINTS
from snapshots.aws.services.vpc_gateways import INTERFACES, NATS

_SECONDARY = "PrivateIpAddresses[?!Primary].PrivateIpAddress"
_OWN = "[?Status == 'attached' || Status == 'attaching']"


def _belongs_to_service(interface: Item) -> bool:
    """Tell whether an interface came with an instance, a gateway, an endpoint or another service."""
    attachment = interface.get("Attachment", {})
    return (
        bool(interface.get("RequesterManaged"))
        or bool(interface.get("Operator", {}).get("Managed"))
        or bool(attachment.get("DeleteOnTermination"))
        or ("InstanceId" in attachment and attachment.get("DeviceIndex") == 0)
        or interface.get("InterfaceType", "interface") != "interface"
        or _is_held_by_service(interface)
        or interface["NetworkInterfaceId"] in _held(interface)
    )


def _is_held_by_service(interface: Item) -> bool:
    """Tell whether AWS has attached the interface in an account of its own, as it does for load balancers and tasks."""
    holder = interface.get("Attachment", {}).get("InstanceOwnerId", "")
    return bool(holder) and holder != interface.get("OwnerId", holder)


def _maker(interface: Item) -> list[str] | None:
    """Return what AWS has made an interface for: its type, or who asked for it; none where people may have made it."""
    if not _belongs_to_service(interface):
        return None
    kind = interface.get("InterfaceType", "interface")
    asked = interface.get("RequesterId", "") if interface.get("RequesterManaged") else ""
    return ["aws", kind if kind != "interface" else asked or "network interface"]


def _held(interface: Item) -> set[str]:
    gateways = {
        address.get("NetworkInterfaceId", "")
        for gateway in interface["_items"](NATS)
        for address in gateway["NatGatewayAddresses"]
    }
    return gateways.union(*(endpoint.get("NetworkInterfaceIds", ()) for endpoint in interface["_items"](ENDPOINTS)))


INTERFACE = ResourceType(
    name="aws_network_interface",
    listing=INTERFACES,
    uses=(NATS, ENDPOINTS),
    id="NetworkInterfaceId",
    attributes={
        "arn": arn("network-interface", "NetworkInterfaceId"),
        "owner_id": "OwnerId",
        "description": "Description",
        "interface_type": "InterfaceType",
        "subnet_id": "SubnetId",
        "security_groups": "ordered(Groups[].GroupId)",
        "source_dest_check": "SourceDestCheck",
        "private_ip": "PrivateIpAddress",
        "private_ips": "ordered(PrivateIpAddresses[].PrivateIpAddress)",
        "private_ip_list": "PrivateIpAddresses[].PrivateIpAddress",
        "private_ips_count": f"length({_SECONDARY} || `[]`)",
        "ipv4_prefixes": "ordered(Ipv4Prefixes[].Ipv4Prefix)",
        "ipv4_prefix_count": "length(Ipv4Prefixes || `[]`)",
        "ipv6_addresses": "ordered(Ipv6Addresses[].Ipv6Address)",
        "ipv6_address_list": "Ipv6Addresses[].Ipv6Address",
        "ipv6_address_count": "length(Ipv6Addresses || `[]`)",
        "ipv6_prefixes": "ordered(Ipv6Prefixes[].Ipv6Prefix)",
        "ipv6_prefix_count": "length(Ipv6Prefixes || `[]`)",
        "enable_primary_ipv6": "contains(Ipv6Addresses[].IsPrimaryIpv6 || `[]`, `true`)",
        "attachment": (
            f"[Attachment]{_OWN}.{{attachment_id: AttachmentId, device_index: DeviceIndex, instance: InstanceId}}"
        ),
    },
    tags="tags(TagSet)",
    owned=_belongs_to_service,
    maker=_maker,
    facts=TypeFacts(
        terraform_only=frozenset({"ipv6_address_list_enabled", "private_ip_list_enabled"}),
        defaults={"enable_primary_ipv6": False},
        splits=(
            Split(
                child="aws_instance",
                link="network_interface.network_interface_id",
                attributes=("attachment",),
                inline={"instance": Told(at="id")},
                by=("instance",),
            ),
            Split(
                child="aws_network_interface_attachment",
                link="network_interface_id",
                attributes=("attachment",),
                inline={"instance": Told(at="instance_id")},
                by=("instance", "device_index"),
            ),
        ),
        owner=Owner(link="attachment.instance", type="aws_instance"),
    ),
)
ATTACHMENT = ResourceType(
    name="aws_network_interface_attachment",
    listing=INTERFACES,
    where="Attachment.InstanceId",
    id="Attachment.AttachmentId",
    attributes={
        "attachment_id": "Attachment.AttachmentId",
        "device_index": "Attachment.DeviceIndex",
        "instance_id": "Attachment.InstanceId",
        "network_interface_id": "NetworkInterfaceId",
    },
    # What an instance has from its launch on.
    owned="RequesterManaged || Attachment.DeleteOnTermination || Attachment.DeviceIndex == `0`",
    facts=TypeFacts(nothing_to_judge="it joins an instance and an interface"),
)
GROUP_ATTACHMENT = ResourceType(
    name="aws_network_interface_sg_attachment",
    listing=Call(operation="DescribeNetworkInterfaces", items="NetworkInterfaces | inner(@, 'Groups')"),
    id="fill('{}_{}', [GroupId, _of.NetworkInterfaceId])",
    attributes={"network_interface_id": "_of.NetworkInterfaceId", "security_group_id": "GroupId"},
    owned="`true`",  # the interface says itself which groups it has
    facts=TypeFacts(
        key=("network_interface_id", "security_group_id"),
        owner=Owner(link="network_interface_id", type="aws_network_interface"),
        nothing_to_judge="it joins an interface and a group, whose rules are judged",
    ),
)
SERVICES = (Service(name="ec2", types=(INTERFACE, ATTACHMENT, GROUP_ATTACHMENT)),)
