"""Network ACLs with their rules and subnets, and those that every network has from the start."""

from __future__ import annotations

from dataclasses import replace

from snapshots.aws.reading.service import Call, ResourceType, block
from snapshots.aws.services.vpc import arn

_ACLS = Call(operation="DescribeNetworkAcls", items="NetworkAcls")
# The last rule, which denies the rest, is AWS's own.
_WRITTEN = "RuleNumber < `32767`"
_PORTS = {
    "from_port": "PortRange.From || `0`",
    "to_port": "PortRange.To || `0`",
    "icmp_code": "IcmpTypeCode.Code || `0`",
    "icmp_type": "IcmpTypeCode.Type || `0`",
    "cidr_block": "CidrBlock",
    "ipv6_cidr_block": "Ipv6CidrBlock",
    "protocol": "Protocol",
}
_BLOCK = block(rule_no="RuleNumber", action="RuleAction", **_PORTS)
ACL = ResourceType(
    name="aws_network_acl",
    listing=_ACLS,
    id="NetworkAclId",
    attributes={
        "arn": arn("network-acl", "NetworkAclId"),
        "owner_id": "OwnerId",
        "vpc_id": "VpcId",
        "subnet_ids": "ordered(Associations[].SubnetId)",
        "ingress": f"Entries[?!Egress && {_WRITTEN}].{_BLOCK}",
        "egress": f"Entries[?Egress && {_WRITTEN}].{_BLOCK}",
    },
    tags="tags(Tags)",
    owned="IsDefault",
)
DEFAULT_ACL = replace(
    ACL,
    name="aws_default_network_acl",
    where="IsDefault",
    attributes={**ACL.attributes, "default_network_acl_id": "NetworkAclId"},
    owned="`true`",
)
RULE = ResourceType(
    name="aws_network_acl_rule",
    listing=Call(operation="DescribeNetworkAcls", items="NetworkAcls | inner(@, 'Entries')"),
    where=_WRITTEN,
    id="fill('nacl-{}', [crc(fill('{}-{}-{}-{}-', [_of.NetworkAclId, RuleNumber, to_string(Egress), Protocol]))])",
    attributes={
        "network_acl_id": "_of.NetworkAclId",
        "egress": "Egress",
        "rule_number": "RuleNumber",
        "rule_action": "RuleAction",
        **_PORTS,
    },
    # A new network's ACL lets all in and out.
    owned="_of.IsDefault && RuleNumber <= `101` && RuleAction == 'allow' && Protocol == '-1'",
)
ASSOCIATION = ResourceType(
    name="aws_network_acl_association",
    listing=Call(operation="DescribeNetworkAcls", items="NetworkAcls | inner(@, 'Associations')"),
    id="NetworkAclAssociationId",
    attributes={"network_acl_id": "NetworkAclId", "subnet_id": "SubnetId"},
    owned="_of.IsDefault",
)
TYPES = (ACL, DEFAULT_ACL, RULE, ASSOCIATION)
