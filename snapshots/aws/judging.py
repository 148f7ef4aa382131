"""What AWS tells for policies: where its types write firewall rules and documents."""

from __future__ import annotations

from collections.abc import Mapping

from engine.provider.judging import Judging, ListForm, PrincipalForm, Reach, RuleForm
from snapshots.aws.managed_policies import OWN, read_managed_policies
from snapshots.aws.permissions import PERMISSIONS
from snapshots.aws.support import DATES, VERSIONS, find_ends
from snapshots.aws.unset import access, compute, data

_INLINE = RuleForm(
    block="ingress",
    networks=("cidr_blocks", "ipv6_cidr_blocks"),
    lists=("prefix_list_ids",),
    protocol="protocol",
)
# What an earlier rule denies is for the policy to see: here stands what is allowed.
_ACL = RuleForm(
    block="ingress",
    networks=("cidr_block", "ipv6_cidr_block"),
    lists=(),
    protocol="protocol",
    only=("action", "allow"),
)
_RULES: Mapping[str, RuleForm] = {
    "aws_security_group": _INLINE,
    "aws_default_security_group": _INLINE,
    "aws_network_acl": _ACL,
    "aws_default_network_acl": _ACL,
    "aws_network_acl_rule": RuleForm(
        networks=("cidr_block", "ipv6_cidr_block"),
        lists=(),
        protocol="protocol",
        only=("rule_action", "allow"),
    ),
    # It has neither protocols nor ports: what is let in reaches the API of the cluster.
    "aws_eks_cluster": RuleForm(block="vpc_config", networks=("public_access_cidrs",), lists=(), protocol="protocol"),
    "aws_lightsail_instance_public_ports": RuleForm(
        block="port_info",
        networks=("cidrs", "ipv6_cidrs"),
        lists=(),
        protocol="protocol",
    ),
    "aws_security_group_rule": RuleForm(
        networks=("cidr_blocks", "ipv6_cidr_blocks"),
        lists=("prefix_list_ids",),
        protocol="protocol",
        group="security_group_id",
        only=("type", "ingress"),
    ),
    "aws_vpc_security_group_ingress_rule": RuleForm(
        networks=("cidr_ipv4", "cidr_ipv6"),
        lists=("prefix_list_id",),
        protocol="ip_protocol",
        group="security_group_id",
    ),
}
_LISTS: Mapping[str, ListForm] = {
    "aws_ec2_managed_prefix_list": ListForm(
        block="entry", network="cidr", child="aws_ec2_managed_prefix_list_entry", link="prefix_list_id"
    ),
}
_PROTOCOLS = {"-1": "all", "6": "tcp", "17": "udp", "1": "icmp", "58": "icmpv6"}
_INLINE_POLICY = (("inline_policy", "policy"),)
_PRINCIPALS: Mapping[str, PrincipalForm] = {
    **{
        f"aws_iam_{kind}": PrincipalForm(
            inline=_INLINE_POLICY if kind == "role" else (),
            documents={f"aws_iam_{kind}_policy": "policy"},
            arns=("managed_policy_arns",) if kind == "role" else (),
            attachments={f"aws_iam_{kind}_policy_attachment": "policy_arn", "aws_iam_policy_attachment": "policy_arn"},
            boundary="" if kind == "group" else "permissions_boundary",
        )
        for kind in ("role", "user", "group")
    },
    "aws_ssoadmin_permission_set": PrincipalForm(
        documents={"aws_ssoadmin_permission_set_inline_policy": "inline_policy"},
        attachments={"aws_ssoadmin_managed_policy_attachment": "managed_policy_arn"},
    ),
}

REACH = Reach(
    permissions=PERMISSIONS,
    rules=_RULES,
    protocols=_PROTOCOLS,
    outward=frozenset(
        {
            *("egress", "aws_vpc_security_group_egress_rule"),
            *("route", "destination_cidr_block", "destination_ipv6_cidr_block"),
        }
    ),
    served=frozenset({80, 443}),  # https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-18
)
JUDGING = Judging(
    reach=REACH,
    lists=_LISTS,
    unset={**access.UNSET, **compute.UNSET, **data.UNSET},
    documents=(
        *("policy", "assume_role_policy", "inline_policy", "access_policies", "resource_policy", "policy_document"),
        *("inline_policy.policy", "policy_text", "access_policy"),
    ),
    parsed=("container_definitions",),
    present=frozenset({"description", "environment_variable", "tags", "tags_all", "variables"}),
    settings=frozenset({"aws_s3_account_public_access_block"}),
    principals=_PRINCIPALS,
    attached=frozenset({"aws_iam_policy"}),
    own=OWN,
    managed=read_managed_policies(),
    administrators=frozenset({"AdministratorAccess", "PowerUserAccess", "IAMFullAccess"}),
    dates=DATES,
    versions=VERSIONS,
    find_ends=find_ends,
)
