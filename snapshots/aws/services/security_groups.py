"""Security groups and their rules, inline and as resources of their own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from engine.provider.facts import Entries, Split, Told, TypeFacts
from engine.provider.meaning import Meaning
from snapshots.aws.reading.expressions import Item
from snapshots.aws.reading.service import Call, KnownType, ResourceType, Service
from snapshots.aws.services.vpc import arn

_GROUPS = Call(operation="DescribeSecurityGroups", items="SecurityGroups")
_RULES = Call(operation="DescribeSecurityGroupRules", items="SecurityGroupRules")


def blocks(permissions: Iterable[Mapping[str, Any]], own: str, account: str) -> list[dict[str, Any]]:
    """Return permissions in Terraform's form: one block for each description of a protocol and port range.

    `own` is the id of the group, `account` its account: references to others are written `account/group`.
    """
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for permission in permissions:
        whole = permission["IpProtocol"] == "-1"
        ports = (0, 0) if whole else (permission.get("FromPort", 0), permission.get("ToPort", 0))
        for name, key, entry in _targets(permission):
            description = entry.get("Description", "")
            block = found.setdefault(
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
    return [found[key] for key in sorted(found, key=repr)]


def _targets(permission: Mapping[str, Any]) -> list[tuple[str, str, Mapping[str, Any]]]:
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


def _is_initial(rule: Item) -> bool:
    """Tell whether a rule of a default group is one that AWS made with it: all from itself, all out."""
    defaults = {group["GroupId"] for group in rule["_items"](_GROUPS) if group["GroupName"] == "default"}
    if rule["GroupId"] not in defaults or rule["IpProtocol"] != "-1":
        return False
    if rule["IsEgress"]:
        return rule.get("CidrIpv4") == "0.0.0.0/0" or rule.get("CidrIpv6") == "::/0"
    return bool(rule.get("ReferencedGroupInfo", {}).get("GroupId") == rule["GroupId"])


def _referenced(rule: Item) -> str | None:
    """Return the group that a rule names, with its account where that is another one."""
    told: Mapping[str, str] = rule.get("ReferencedGroupInfo") or {}
    group, account = told.get("GroupId"), told.get("UserId") or rule["_account"]
    return f"{account}/{group}" if group and account != rule["_account"] else group


# The numbers of protocols (IANA) that groups have words for.
_WORDS = {"all": "-1", "1": "icmp", "6": "tcp", "17": "udp", "58": "icmpv6"}
_SYNONYMS = {"ingress.protocol": _WORDS, "egress.protocol": _WORDS}
_TERRAFORM_ONLY = frozenset({"revoke_rules_on_delete"})
_ENTRIES = Entries(
    same=("protocol", "from_port", "to_port"),
    each=("cidr_blocks", "ipv6_cidr_blocks", "prefix_list_ids", "security_groups"),
    itself="self",
    alone=("protocol", "-1"),  # all protocols have no ports
    remark="description",
)
_INLINE = {
    "protocol": Told(at="ip_protocol"),
    "cidr_blocks": Told(at="cidr_ipv4"),
    "ipv6_cidr_blocks": Told(at="cidr_ipv6"),
    "prefix_list_ids": Told(at="prefix_list_id"),
    "security_groups": Told(at="referenced_security_group_id"),
}
_SPLITS = tuple(
    Split(
        child=f"aws_vpc_security_group_{direction}_rule",
        link="security_group_id",
        attributes=(direction,),
        inline=_INLINE,
    )
    for direction in ("ingress", "egress")
)


def _rule(direction: str) -> ResourceType:
    return ResourceType(
        name=f"aws_vpc_security_group_{direction}_rule",
        listing=_RULES,
        where="IsEgress" if direction == "egress" else "!IsEgress",
        id="SecurityGroupRuleId",
        attributes={
            "arn": arn("security-group-rule", "SecurityGroupRuleId"),
            "security_group_rule_id": "SecurityGroupRuleId",
            "security_group_id": "GroupId",
            "ip_protocol": "IpProtocol",
            # A rule for all protocols has no ports to Terraform, and -1 to AWS.
            "from_port": lambda rule: None if rule["IpProtocol"] == "-1" else rule.get("FromPort"),
            "to_port": lambda rule: None if rule["IpProtocol"] == "-1" else rule.get("ToPort"),
            "cidr_ipv4": "CidrIpv4",
            "cidr_ipv6": "CidrIpv6",
            "prefix_list_id": "PrefixListId",
            "referenced_security_group_id": _referenced,
            "description": "Description",
        },
        tags="tags(Tags)",
        owned=_is_initial,
        uses=(_GROUPS,),
        facts=TypeFacts(synonyms={"ip_protocol": _WORDS}, caseless=frozenset({"ip_protocol"})),
    )


GROUP = ResourceType(
    name="aws_security_group",
    listing=_GROUPS,
    id="GroupId",
    attributes={
        "arn": arn("security-group", "GroupId"),
        "owner_id": "OwnerId",
        "name": "GroupName",
        "description": "Description",
        "vpc_id": "VpcId",
        "ingress": lambda group: blocks(group["IpPermissions"], group["GroupId"], group["_account"]),
        "egress": lambda group: blocks(group.get("IpPermissionsEgress", ()), group["GroupId"], group["_account"]),
    },
    tags="tags(Tags)",
    owned="GroupName == 'default'",
    facts=TypeFacts(
        terraform_only=_TERRAFORM_ONLY,
        synonyms=_SYNONYMS,
        caseless=frozenset({"protocol"}),
        nameless=True,
        entries=_ENTRIES,
        splits=(
            *_SPLITS,
            *(
                Split(
                    child="aws_security_group_rule",
                    link="security_group_id",
                    attributes=(direction,),
                    inline={"security_groups": Told(at="source_security_group_id")},
                    only=("type", direction),
                )
                for direction in ("ingress", "egress")
            ),
        ),
    ),
)
DEFAULT_GROUP = replace(
    GROUP,
    name="aws_default_security_group",
    where="GroupName == 'default'",
    owned="`true`",
    facts=TypeFacts(
        terraform_only=_TERRAFORM_ONLY, synonyms=_SYNONYMS, nameless=True, entries=_ENTRIES, splits=_SPLITS
    ),
)
_RULE = KnownType(
    name="aws_security_group_rule",
    facts=TypeFacts(
        synonyms={"protocol": _WORDS},
        caseless=frozenset({"protocol"}),
        called=("security_group_id",),
        nothing_to_judge="AWS tells it as the rules of its group, which are judged",
    ),
    inside=("aws_security_group",),
)
SERVICES = (
    Service(
        name="ec2",
        types=(GROUP, DEFAULT_GROUP, _rule("ingress"), _rule("egress")),
        known=(_RULE,),
        families={
            "aws_security_group": TypeFacts(decides=Meaning.EXPOSURE),
            "aws_vpc_security_group": TypeFacts(decides=Meaning.EXPOSURE),
        },
    ),
)
