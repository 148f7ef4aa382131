"""What Terraform's own refresh finds of changes made past it, and where that is legitimately not what drift finds.

A refresh tells each attribute whose value it read anew, also those that only look different since the apply (an empty
map for none). So a first refresh, before any change, is what later ones are compared with.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from fixtures.estate.changes import Change

GONE = ""  # the path of a resource that is no longer there
# Attributes that Terraform computes of others, so that drift has no finding at them: TYPE.ATTRIBUTE -> of what.
COMPUTED = {
    "*.tags_all": "the tags, and the provider's default tags",
    "aws_cloudwatch_event_rule.is_enabled": "the state, of which it is the older name",
    "aws_db_instance.latest_restorable_time": "the clock",
    "aws_instance.public_dns": "whether it runs",
    "aws_instance.public_ip": "whether it runs",
    "aws_kinesis_firehose_delivery_stream.version_id": "the number of changes",
    "aws_lambda_event_source_mapping.last_modified": "the clock",
    "aws_lambda_event_source_mapping.state": "enabled, and how far the service is with it",
    "aws_s3_object.version_id": "the number of changes, in a bucket that keeps versions",
    "aws_ssm_parameter.version": "the number of changes",
    "aws_wafv2_ip_set.lock_token": "the number of changes",
}
# Attributes that show inline what resources of their own declare: TYPE.ATTRIBUTE -> the type that drift names instead.
INLINE = {
    "aws_autoscaling_group.target_group_arns": "aws_autoscaling_attachment",
    "aws_instance.ebs_block_device": "aws_volume_attachment",
    "aws_network_acl.egress": "aws_network_acl_rule",
    "aws_route_table.route": "aws_route",
    "aws_s3_bucket.grant": "aws_s3_bucket_acl",
    "aws_s3_bucket.logging": "aws_s3_bucket_logging",
    "aws_s3_bucket.object_lock_configuration": "aws_s3_bucket_object_lock_configuration",
    "aws_s3_bucket.policy": "aws_s3_bucket_policy",
    "aws_s3_bucket.server_side_encryption_configuration": "aws_s3_bucket_server_side_encryption_configuration",
    "aws_s3_bucket.versioning": "aws_s3_bucket_versioning",
    "aws_secretsmanager_secret.policy": "aws_secretsmanager_secret_policy",
    "aws_security_group.ingress": "aws_vpc_security_group_ingress_rule",
    "aws_sns_topic.policy": "aws_sns_topic_policy",
    "aws_sqs_queue.policy": "aws_sqs_queue_policy",
}
# Resources that are gone for drift, and that the provider keeps with nothing in them: address -> why.
EMPTIED = {
    "aws_api_gateway_integration.any": "it reads the method, which is there, and takes its integration as it comes",
    "aws_backup_vault_lock_configuration.one": "it reads the vault, which is there, and takes its lock as it comes",
    "aws_secretsmanager_secret_rotation.one": "it reads the secret, which is there, and takes its rotation as it comes",
}
# What drift finds and a refresh cannot, because moto answers the provider's call differently: ADDRESS.ATTRIBUTE -> why.
UNSEEN = {
    "aws_backup_plan.one.": "moto still describes a plan that was deleted",
    "aws_backup_vault.one.tags": "moto shows the provider no tags of vaults",
    "aws_cloudtrail.one.event_selector": "moto says that a trail has none of its own, so the provider does not ask",
    "aws_db_parameter_group.one.parameter": "the provider asks for what a user set, and moto answers with nothing",
}
# What Terraform reads and drift never does, because another attribute tells that it moved: ADDRESS.ATTRIBUTE -> which.
UNREAD = {
    "aws_ssm_parameter.secret.value": "its version",
}

REASONS = frozenset({*COMPUTED, *INLINE, *EMPTIED, *UNSEEN, *UNREAD})


def reasons_for(changes: Iterable[Change]) -> set[str]:
    """Return the entries of the tables that some changes are the reason for, and that they therefore must need."""
    changes = tuple(changes)
    addresses = {change.address for change in changes}
    types = {type_of(address) for address in addresses}
    if any(change.path.startswith("tags") for change in changes):
        types.add("*")
    return {
        *(entry for entry in COMPUTED if entry.partition(".")[0] in types),
        *(entry for entry, separate in INLINE.items() if separate in types),
        *(entry for entry in EMPTIED if entry in addresses),
        *(entry for entry in (*UNSEEN, *UNREAD) if entry.rpartition(".")[0] in addresses),
    }


def type_of(address: str) -> str:
    """Return the type of the resource at an address."""
    return address.rpartition(".")[0].rpartition(".")[2]


class Refreshing(Protocol):
    """What Terraform's refresh is asked of."""

    def refresh(self, *addresses: str) -> list[dict[str, Any]]:
        """Return the entries of `resource_drift`, of some resources or of all."""
        ...


@dataclass(kw_only=True)
class Witness:
    """Collects at which first parts of paths, by address, a refresh sees changes and drift has findings."""

    lab: Refreshing
    first: Mapping[str, Any] = field(default_factory=dict)
    refreshed: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    found: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    emptied: set[str] = field(default_factory=set)

    def begin(self) -> None:
        """Ask what a refresh says before any change."""
        self.first = {entry["address"]: entry["change"]["after"] for entry in self.lab.refresh()}

    def look(self, *addresses: str) -> None:
        """Refresh some resources, or all of them, and keep what has changed since the beginning."""
        for entry in self.lab.refresh(*addresses):
            address, after = entry["address"], entry["change"]["after"]
            if addresses and address not in addresses:
                continue
            before = self.first.get(address, entry["change"]["before"])
            changed = {GONE} if after is None else _changed(before, after)
            if address in EMPTIED and after is not None and changed and not any(after.get(name) for name in changed):
                self.emptied.add(address)
                changed = {GONE}
            self.refreshed[address] |= changed

    def disagreements(self, types: Mapping[str, str], reasons: Iterable[str] = REASONS) -> list[str]:
        """Return where the two differ and no table says why, and which of the `reasons` say it of nothing.

        `types` are the types of the resources that have findings, by address. `reasons` are entries of the tables.
        """
        unused = {*reasons} - self.emptied
        wrong = []
        for address, name, is_refreshed in self._differences():
            type_ = type_of(address)
            if not is_refreshed:
                reasons = {f"{address}.{name}"} & UNSEEN.keys()
            else:
                reasons = {f"{type_}.{name}", f"*.{name}"} & COMPUTED.keys()
                reasons |= {f"{address}.{name}"} & UNREAD.keys()
                if INLINE.get(f"{type_}.{name}") in types.values():
                    reasons.add(f"{type_}.{name}")
            if not reasons:
                who = "a refresh" if is_refreshed else "drift"
                wrong.append(f"only {who} sees {address}: {name or 'gone'}")
            unused -= reasons
        return sorted(wrong) + sorted(f"{entry} differs nowhere" for entry in unused)

    def _differences(self) -> Iterator[tuple[str, str, bool]]:
        for address in {*self.refreshed, *self.found}:
            for name in self.refreshed[address] ^ self.found[address]:
                yield address, name, name in self.refreshed[address]


def _changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> set[str]:
    names: Iterable[str] = {*before, *after}
    return {name for name in names if before.get(name) != after.get(name)}
