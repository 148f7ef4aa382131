"""What version 6 of the AWS provider says otherwise than version 5, by type: data, of the upgrade guide.

Source: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/guides/version-6-upgrade, the section of the
type (`Resource aws_…`), for `words` that of nullable booleans; `unordered`, and what a block of Lake Formation's opt-in
says otherwise, are of the schemas themselves (5.100.0 and 6.47.0). Not here is what needs no word: a block that became
a list of one, and a value of another kind, are read by the schema (`engine.canonical.shapes`); an attribute that is
gone is told as unread; a default that changed changes no value of a state; and user data is a digest in both
(`snapshots.terraform.state.digests`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from engine.provider.facts import TypeFacts, Versions

_NONE: frozenset[str] = frozenset()
_WORDS = {"0": "false", "1": "true"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Upgrade:
    """What changed in a type: `versions` of what it says, `words` of booleans, its `key` where the id is another."""

    versions: Versions = field(default_factory=Versions)
    words: tuple[str, ...] = ()
    unordered: frozenset[str] = _NONE
    key: tuple[str, ...] | None = None

    def added_to(self, facts: TypeFacts) -> TypeFacts:
        """Return what is known of the type with what changed in it."""
        return replace(
            facts,
            versions=self.versions,
            synonyms={**facts.synonyms, **{path: {**facts.synonyms.get(path, {}), **_WORDS} for path in self.words}},
            unordered=facts.unordered | self.unordered,
            key=facts.key if self.key is None else self.key,
        )


def _renamed(**names: str) -> Upgrade:
    return Upgrade(versions=Versions(renamed=names))


def _retold(**names: str) -> Upgrade:
    return Upgrade(versions=Versions(retold=names))


_EBS = ("ebs.delete_on_termination", "ebs.encrypted")
_TARGET_GROUP = Upgrade(words=("preserve_client_ip",))

UPGRADES: Mapping[str, Upgrade] = {
    "aws_accessanalyzer_archive_rule": Upgrade(words=("filter.exists",)),
    "aws_alb_target_group": _TARGET_GROUP,
    "aws_batch_compute_environment": _renamed(
        compute_environment_name="name", compute_environment_name_prefix="name_prefix"
    ),
    "aws_batch_job_queue": Upgrade(
        versions=Versions(unlike={"compute_environment_order": frozenset({"compute_environments"})})
    ),
    "aws_cloudformation_stack_set_instance": _renamed(region="stack_set_instance_region"),
    "aws_cloudfront_key_value_store": Upgrade(key=("name",)),
    "aws_cloudtrail_event_data_store": Upgrade(words=("suspend",)),
    "aws_cognito_user_in_group": Upgrade(key=("user_pool_id", "group_name", "username")),
    "aws_config_aggregate_authorization": _renamed(region="authorized_aws_region"),
    "aws_dx_gateway_association": _retold(vpn_gateway_id="associated_gateway_id"),
    "aws_dx_hosted_connection": _renamed(region="connection_region"),
    "aws_eip": _retold(vpc="domain"),
    "aws_elasticache_cluster": Upgrade(words=("auto_minor_version_upgrade",)),
    "aws_elasticache_replication_group": Upgrade(
        versions=Versions(unlike={"auth_token_update_strategy": _NONE}),
        words=("at_rest_encryption_enabled", "auto_minor_version_upgrade"),
    ),
    "aws_evidently_feature": Upgrade(words=("variations.value.bool_value",)),
    "aws_flow_log": _retold(log_group_name="log_destination"),
    "aws_guardduty_detector_feature": Upgrade(unordered=frozenset({"additional_configuration"})),
    "aws_guardduty_organization_configuration": _retold(auto_enable="auto_enable_organization_members"),
    "aws_imagebuilder_container_recipe": Upgrade(
        words=tuple(f"instance_configuration.block_device_mapping.{name}" for name in _EBS)
    ),
    "aws_imagebuilder_image_recipe": Upgrade(words=tuple(f"block_device_mapping.{name}" for name in _EBS)),
    "aws_instance": _retold(cpu_core_count="cpu_options", cpu_threads_per_core="cpu_options"),
    "aws_lakeformation_data_cells_filter": Upgrade(unordered=frozenset({"excluded_column_names"})),
    "aws_lakeformation_opt_in": Upgrade(versions=Versions(unlike={"resource_data": _NONE})),
    "aws_launch_template": Upgrade(
        words=(
            *(f"block_device_mappings.{name}" for name in _EBS),
            "ebs_optimized",
            "network_interfaces.associate_carrier_ip_address",
            "network_interfaces.associate_public_ip_address",
            "network_interfaces.delete_on_termination",
            "network_interfaces.primary_ipv6",
        )
    ),
    "aws_lb_target_group": _TARGET_GROUP,
    "aws_mq_broker": Upgrade(words=("logs.audit",)),
    "aws_networkmanager_core_network": _retold(base_policy_region="base_policy_regions"),
    "aws_sagemaker_image_version": Upgrade(key=("image_name", "version")),
    "aws_servicequotas_template": _renamed(region="aws_region"),
    "aws_spot_instance_request": _retold(cpu_core_count="cpu_options", cpu_threads_per_core="cpu_options"),
    "aws_ssm_association": _retold(instance_id="targets"),
    "aws_ssmincidents_replication_set": _renamed(region="regions"),
}
