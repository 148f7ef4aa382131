"""Network ACLs with their rules and subnets, and those that every network has from the start."""

from __future__ import annotations

from dataclasses import replace

from engine.provider.facts import Split, Told, TypeFacts
from engine.provider.meaning import Meaning
from snapshots.aws.reading.service import Call, ResourceType, Service, block
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
_PROTOCOLS = {"all": "-1", "icmp": "1", "tcp": "6", "udp": "17", "icmpv6": "58", "ipv6-icmp": "58"}
_SYNONYMS = {"ingress.protocol": _PROTOCOLS, "egress.protocol": _PROTOCOLS}
_DEFAULTS = {
    f"{way}.{name}": 0 for way in ("ingress", "egress") for name in ("from_port", "to_port", "icmp_code", "icmp_type")
}
_RULES = tuple(
    Split(
        child="aws_network_acl_rule",
        link="network_acl_id",
        attributes=(direction,),
        inline={"rule_no": Told(at="rule_number"), "action": Told(at="rule_action")},
        only=("egress", direction == "egress"),
    )
    for direction in ("ingress", "egress")
)
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
    facts=TypeFacts(
        defaults=_DEFAULTS,
        synonyms=_SYNONYMS,
        splits=(
            *_RULES,
            Split(child="aws_network_acl_association", link="network_acl_id", attributes=("subnet_ids",)),
        ),
    ),
)
DEFAULT_ACL = replace(
    ACL,
    name="aws_default_network_acl",
    where="IsDefault",
    attributes={**ACL.attributes, "default_network_acl_id": "NetworkAclId"},
    owned="`true`",
    facts=TypeFacts(defaults=_DEFAULTS, synonyms=_SYNONYMS, splits=_RULES),
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
    facts=TypeFacts(
        defaults={"egress": False, "from_port": 0, "to_port": 0, "icmp_code": 0, "icmp_type": 0},
        synonyms={"protocol": _PROTOCOLS},
        key=("network_acl_id", "egress", "rule_number"),
        called=("network_acl_id",),
        meanings={"rule_action": Meaning.EXPOSURE},
    ),
)
ASSOCIATION = ResourceType(
    name="aws_network_acl_association",
    listing=Call(operation="DescribeNetworkAcls", items="NetworkAcls | inner(@, 'Associations')"),
    id="NetworkAclAssociationId",
    attributes={"network_acl_id": "NetworkAclId", "subnet_id": "SubnetId"},
    owned="_of.IsDefault",
    facts=TypeFacts(nothing_to_judge="it joins a subnet and an ACL, which is judged itself"),
)
SERVICES = (
    Service(
        name="ec2",
        types=(ACL, DEFAULT_ACL, RULE, ASSOCIATION),
        families={"aws_network_acl": TypeFacts(decides=Meaning.EXPOSURE)},
    ),
)
