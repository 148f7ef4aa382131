"""What AWS tells for policies: where its types write firewall rules and documents."""

from __future__ import annotations

from collections.abc import Mapping

from engine.provider.judging import Judging, ListForm, PrincipalForm, Reach, RuleForm, SeparateForm
from snapshots.aws.managed_policies import OWN, read_managed_policies
from snapshots.aws.paths import PATHS
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
_MEMBERSHIPS = {
    "aws_iam_user_group_membership": ("user", "groups"),
    "aws_iam_group_membership": ("users", "group"),
}
_PRINCIPALS: Mapping[str, PrincipalForm] = {
    **{
        f"aws_iam_{kind}": PrincipalForm(
            inline=_INLINE_POLICY if kind == "role" else (),
            documents={f"aws_iam_{kind}_policy": "policy"},
            arns=("managed_policy_arns",) if kind == "role" else (),
            attachments={f"aws_iam_{kind}_policy_attachment": "policy_arn", "aws_iam_policy_attachment": "policy_arn"},
            boundary="" if kind == "group" else "permissions_boundary",
            group="aws_iam_group" if kind == "user" else "",
            memberships=_MEMBERSHIPS if kind == "user" else {},
        )
        for kind in ("role", "user", "group")
    },
    "aws_ssoadmin_permission_set": PrincipalForm(
        documents={"aws_ssoadmin_permission_set_inline_policy": "inline_policy"},
        attachments={"aws_ssoadmin_managed_policy_attachment": "managed_policy_arn"},
    ),
}

_SAME = {"from_port": "from_port", "to_port": "to_port"}
_PARTS = ("cidr_blocks", "ipv6_cidr_blocks", "prefix_list_ids")
# What rules of firewalls let in is not among them: it is worked out together.
_EGRESS = {
    "egress": (
        SeparateForm(
            child="aws_security_group_rule",
            only=("type", "egress"),
            same={**_SAME, "protocol": "protocol"},
            parts=dict(zip(_PARTS, _PARTS, strict=True)),
        ),
        SeparateForm(
            child="aws_vpc_security_group_egress_rule",
            same={**_SAME, "protocol": "ip_protocol"},
            parts=dict(zip(_PARTS, ("cidr_ipv4", "cidr_ipv6", "prefix_list_id"), strict=True)),
        ),
    )
}
_GROUPS = "http://acs.amazonaws.com/groups/"
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#canned-acl
_CANNED = {
    "public-read": frozenset({f"{_GROUPS}global/AllUsers"}),
    "public-read-write": frozenset({f"{_GROUPS}global/AllUsers"}),
    "authenticated-read": frozenset({f"{_GROUPS}global/AuthenticatedUsers"}),
    "log-delivery-write": frozenset({f"{_GROUPS}s3/LogDelivery"}),
}
_SEPARATE: Mapping[str, Mapping[str, tuple[SeparateForm, ...]]] = {
    "aws_ami": {"public": (SeparateForm(child="aws_ami_launch_permission", whole=True, only=("group", "all")),)},
    "aws_api_gateway_rest_api": {"policy": (SeparateForm(child="aws_api_gateway_rest_api_policy"),)},
    "aws_elasticsearch_domain": {"access_policies": (SeparateForm(child="aws_elasticsearch_domain_policy"),)},
    "aws_iam_role": {"inline_policy": (SeparateForm(child="aws_iam_role_policy"),)},
    "aws_kms_key": {"policy": (SeparateForm(child="aws_kms_key_policy"),)},
    "aws_opensearch_domain": {"access_policies": (SeparateForm(child="aws_opensearch_domain_policy"),)},
    "aws_s3_bucket": {
        "grant": (SeparateForm(child="aws_s3_bucket_acl", word="acl", named="uri", words=_CANNED),),
        "policy": (SeparateForm(child="aws_s3_bucket_policy"),),
    },
    "aws_secretsmanager_secret": {"policy": (SeparateForm(child="aws_secretsmanager_secret_policy"),)},
    "aws_security_group": _EGRESS,
    "aws_sns_topic": {"policy": (SeparateForm(child="aws_sns_topic_policy"),)},
    "aws_sqs_queue": {"policy": (SeparateForm(child="aws_sqs_queue_policy"),)},
    "aws_vpc_endpoint": {"policy": (SeparateForm(child="aws_vpc_endpoint_policy"),)},
}
# A resource of these types is of the account, and never of AWS: no default key, no managed policy.
_KEYS = frozenset({"aws_kms_key", "aws_kms_replica_key", "aws_kms_external_key", "aws_kms_replica_external_key"})
_BORROWED: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(("kms_key_id", "kms_key_arn", "kms_master_key_id", "kms_key", "key_arn", "key_id"), _KEYS),
    "performance_insights_kms_key_id": _KEYS,
    "policy_arn": frozenset({"aws_iam_policy"}),
    "managed_policy_arns": frozenset({"aws_iam_policy"}),
    "cloud_watch_logs_group_arn": frozenset({"aws_cloudwatch_log_group"}),
    "target_bucket": frozenset({"aws_s3_bucket", "aws_s3_bucket_acl", "aws_s3_bucket_policy"}),
    "role_arn": frozenset({"aws_iam_role"}),
    "vpc_peering_connection_id": frozenset({"aws_vpc_peering_connection"}),
    "target_group_arns": frozenset({"aws_lb_target_group", "aws_alb_target_group"}),
    "kinesis_stream_arn": frozenset({"aws_kinesis_stream"}),
    "destination_vault_arn": frozenset({"aws_backup_vault"}),
    "source_security_group_ids": frozenset({"aws_security_group"}),
    "subnet_ids": frozenset({"aws_subnet"}),
    "target_arn": frozenset({"aws_sqs_queue", "aws_sns_topic"}),
    "iam_instance_profile": frozenset({"aws_iam_instance_profile"}),
    "launch_configuration": frozenset({"aws_launch_configuration"}),
    "alarm_actions": frozenset({"aws_sns_topic", "aws_autoscaling_policy"}),
    "source_arn": frozenset(
        {
            *(
                "aws_api_gateway_rest_api",
                "aws_apigatewayv2_api",
                "aws_cloudwatch_event_rule",
                "aws_cloudwatch_log_group",
            ),
            *("aws_lb_target_group", "aws_s3_bucket", "aws_sns_topic", "aws_sqs_queue", "aws_cognito_user_pool"),
        }
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
    separate=_SEPARATE,
    unset={**access.UNSET, **compute.UNSET, **data.UNSET},
    documents=(
        *("policy", "assume_role_policy", "inline_policy", "access_policies", "resource_policy", "policy_document"),
        *("inline_policy.policy", "policy_text", "access_policy"),
    ),
    parsed=(
        *("container_definitions", "container_properties", "node_properties", "ecs_properties"),
        *("configuration", "content"),
    ),
    present=frozenset({"description", "environment_variable", "tags", "tags_all", "variables"}),
    settings=frozenset(
        {
            "aws_s3_account_public_access_block",
            "aws_ec2_instance_metadata_defaults",
            "aws_ebs_encryption_by_default",
        }
    ),
    regional=frozenset({"aws_ec2_instance_metadata_defaults", "aws_ebs_encryption_by_default"}),
    principals=_PRINCIPALS,
    attached=frozenset({"aws_iam_policy"}),
    own=OWN,
    managed=read_managed_policies(),
    administrators=frozenset({"AdministratorAccess", "PowerUserAccess", "IAMFullAccess"}),
    serving="service-role/",
    dates=DATES,
    versions=VERSIONS,
    find_ends=find_ends,
    paths=PATHS,
    borrowed=_BORROWED,
    names=frozenset({"arn", "bucket", "execution_arn", "id", "key_id", "name"}),
    which=frozenset({"managed_policy_arns", "policy_arn", "source_arn"}),
)
