"""What separate resources say, in the form that it has inside of their parent after the next refresh.

Each of `FORMS` takes the attributes of a separate resource, and raises UnsayableError for what has no form inside.
The forms are those that the provider reads into `aws_s3_bucket`:
https://github.com/hashicorp/terraform-provider-aws/blob/v5.100.0/internal/service/s3/bucket.go.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

Told = Mapping[str, Any]
Block = dict[str, Any]

_NOTHING: tuple[Any, ...] = (None, "", [], {}, False, 0)
_LISTS = ("allowed_headers", "allowed_methods", "allowed_origins", "expose_headers")


class UnsayableError(Exception):
    """The inline form cannot say this."""


def _same(name: str) -> Callable[[Told], Any]:
    """Return the form of what is one attribute in both."""
    return lambda told: told[name]


def _without(told: Told, *said: str) -> None:
    """Raise UnsayableError where anything but these members is set."""
    if any(value not in _NOTHING for name, value in told.items() if name not in said):
        raise UnsayableError


def _one(blocks: Any) -> Told:
    """Return the one block of a list, an empty one where there is none."""
    if len(blocks or ()) > 1:
        raise UnsayableError
    found: Told = (blocks or [{}])[0] or {}
    return found


def _versioning(told: Told) -> list[Block]:
    """Return `versioning` of `aws_s3_bucket_versioning`."""
    setting = _one(told["versioning_configuration"])
    return [{"enabled": setting["status"] == "Enabled", "mfa_delete": setting.get("mfa_delete") == "Enabled"}]


def _encryption(told: Told) -> list[Block]:
    """Return `server_side_encryption_configuration` of its resource."""
    for rule in told["rule"]:
        _without(rule, "apply_server_side_encryption_by_default", "bucket_key_enabled")
    return [{"rule": told["rule"]}]


def _cors(told: Told) -> list[Block]:
    """Return the `cors_rule` blocks of `aws_s3_bucket_cors_configuration`: inside they have no id."""
    for rule in told["cors_rule"]:
        _without(rule, "id", "max_age_seconds", *_LISTS)
    return [
        {**{name: rule.get(name) for name in _LISTS}, "max_age_seconds": rule.get("max_age_seconds") or 0}
        for rule in told["cors_rule"]
    ]


def _logging(told: Told) -> list[Block]:
    """Return `logging` of `aws_s3_bucket_logging`."""
    _without(told, "id", "bucket", "region", "expected_bucket_owner", "target_bucket", "target_prefix")
    return [{"target_bucket": told["target_bucket"], "target_prefix": told["target_prefix"]}]


def _grants(told: Told) -> list[Block]:
    """Return the `grant` blocks of `aws_s3_bucket_acl`: one a grantee, with all its permissions."""
    found: dict[tuple[str, str, str], list[str]] = {}
    for grant in _one(told["access_control_policy"])["grant"]:
        grantee = _one(grant["grantee"])
        key = (grantee.get("id") or "", grantee["type"], grantee.get("uri") or "")
        found.setdefault(key, []).append(grant["permission"])
    return [
        {"id": id_, "type": type_, "uri": uri, "permissions": sorted(permissions)}
        for (id_, type_, uri), permissions in found.items()
    ]


def _website(told: Told) -> list[Block]:
    """Return `website` of `aws_s3_bucket_website_configuration`."""
    redirect = _one(told["redirect_all_requests_to"])
    parts = [redirect[name] for name in ("protocol", "host_name") if redirect.get(name)]
    return [
        {
            "index_document": _one(told["index_document"]).get("suffix", ""),
            "error_document": _one(told["error_document"]).get("key", ""),
            "redirect_all_requests_to": "://".join(parts),
            "routing_rules": told["routing_rules"],
        }
    ]


def _object_lock(told: Told) -> list[Block]:
    """Return `object_lock_configuration` of its resource."""
    kept = _one(_one(told["rule"])["default_retention"])
    rule = {"mode": kept["mode"], "days": kept.get("days") or 0, "years": kept.get("years") or 0}
    return [{"object_lock_enabled": told["object_lock_enabled"], "rule": [{"default_retention": [rule]}]}]


def _lifecycle(told: Told) -> list[Block]:
    """Return the `lifecycle_rule` blocks of `aws_s3_bucket_lifecycle_configuration`."""
    if told.get("transition_default_minimum_object_size") not in {None, "", "all_storage_classes_128K"}:
        raise UnsayableError
    return [_lifecycle_rule(rule) for rule in told["rule"]]


_RULE = (
    "id",
    "status",
    "prefix",
    "filter",
    "expiration",
    "transition",
    "noncurrent_version_expiration",
    "noncurrent_version_transition",
    "abort_incomplete_multipart_upload",
)


def _lifecycle_rule(rule: Told) -> Block:
    _without(rule, *_RULE)
    prefix, tags = _filtered(rule)
    for entry in (*rule["noncurrent_version_expiration"], *rule["noncurrent_version_transition"]):
        _without(entry, "noncurrent_days", "storage_class")
    return {
        "id": rule["id"],
        "enabled": rule["status"] == "Enabled",
        "prefix": prefix,
        "tags": tags,
        "abort_incomplete_multipart_upload_days": _one(rule["abort_incomplete_multipart_upload"]).get(
            "days_after_initiation", 0
        ),
        "expiration": [
            {
                **_due(entry),
                "expired_object_delete_marker": entry.get("expired_object_delete_marker") or False,
            }
            for entry in rule["expiration"]
        ],
        "transition": _moves(rule["transition"], _due),
        "noncurrent_version_expiration": [
            {"days": entry.get("noncurrent_days") or 0} for entry in rule["noncurrent_version_expiration"]
        ],
        "noncurrent_version_transition": _moves(rule["noncurrent_version_transition"], _noncurrent),
    }


def _filtered(rule: Told) -> tuple[str, Block]:
    """Return the prefix and the tags of what a rule is about."""
    wanted = _one(rule["filter"])
    _without(wanted, "and", "prefix", "tag")
    both, tag = _one(wanted.get("and")), _one(wanted.get("tag"))
    _without(both, "prefix", "tags")
    tags = {**(both.get("tags") or {}), **({tag["key"]: tag["value"]} if tag else {})}
    return both.get("prefix") or wanted.get("prefix") or rule.get("prefix") or "", tags


def _due(entry: Told) -> Block:
    return {"date": (entry.get("date") or "")[:10], "days": entry.get("days") or 0}


def _noncurrent(entry: Told) -> Block:
    return {"days": entry.get("noncurrent_days") or 0}


def _moves(entries: Iterable[Told], due: Callable[[Told], Block]) -> list[Block]:
    return [{**due(entry), "storage_class": entry["storage_class"]} for entry in entries]


_REPLICATION = (
    "id",
    "status",
    "prefix",
    "priority",
    "filter",
    "delete_marker_replication",
    "existing_object_replication",
    "source_selection_criteria",
    "destination",
)
_DESTINATION = (
    "account",
    "bucket",
    "storage_class",
    "access_control_translation",
    "encryption_configuration",
    "metrics",
    "replication_time",
)


def _replication(told: Told) -> list[Block]:
    """Return `replication_configuration` of its resource."""
    return [{"role": told["role"], "rules": [_replication_rule(rule) for rule in told["rule"]]}]


def _replication_rule(rule: Told) -> Block:
    _without(rule, *_REPLICATION)
    prefix, tags = _filtered({**rule, "prefix": ""})
    criteria = _one(rule["source_selection_criteria"])
    _without(criteria, "sse_kms_encrypted_objects")
    _without(_one(rule["existing_object_replication"]))
    encrypted = _one(criteria.get("sse_kms_encrypted_objects"))
    markers = _one(rule["delete_marker_replication"]).get("status")
    return {
        "id": rule["id"],
        "priority": rule.get("priority") or 0,
        "prefix": rule.get("prefix") or "",
        "status": rule["status"],
        "delete_marker_replication_status": markers if markers == "Enabled" else "",
        "filter": [{"prefix": prefix, "tags": tags}] if rule["filter"] else [],
        "source_selection_criteria": [{"sse_kms_encrypted_objects": [{"enabled": encrypted["status"] == "Enabled"}]}]
        if encrypted
        else [],
        "destination": [_destination(_one(rule["destination"]))],
    }


def _destination(told: Told) -> Block:
    _without(told, *_DESTINATION)
    return {
        "bucket": told["bucket"],
        "account_id": told.get("account") or "",
        "storage_class": told.get("storage_class") or "",
        "replica_kms_key_id": _one(told.get("encryption_configuration")).get("replica_kms_key_id") or "",
        "access_control_translation": [{"owner": entry["owner"]} for entry in told["access_control_translation"]],
        "metrics": [
            {"status": entry["status"], "minutes": _one(entry.get("event_threshold")).get("minutes", 0)}
            for entry in told["metrics"]
        ],
        "replication_time": [
            {"status": entry["status"], "minutes": _one(entry.get("time")).get("minutes", 0)}
            for entry in told["replication_time"]
        ],
    }


_OF_BUCKETS: Mapping[str, Callable[[Told], Any]] = {
    "accelerate_configuration": _same("status"),
    "acl": _grants,
    "cors_configuration": _cors,
    "lifecycle_configuration": _lifecycle,
    "logging": _logging,
    "object_lock_configuration": _object_lock,
    "policy": _same("policy"),
    "replication_configuration": _replication,
    "request_payment_configuration": _same("payer"),
    "server_side_encryption_configuration": _encryption,
    "versioning": _versioning,
    "website_configuration": _website,
}
FORMS: Mapping[str, Callable[[Told], Any]] = {
    **{f"aws_s3_bucket_{name}": form for name, form in _OF_BUCKETS.items()},
    "aws_api_gateway_rest_api_policy": _same("policy"),
    "aws_opensearch_domain_policy": _same("access_policies"),
    "aws_secretsmanager_secret_policy": _same("policy"),
    "aws_sns_topic_policy": _same("policy"),
    "aws_sqs_queue_policy": _same("policy"),
    "aws_vpc_endpoint_policy": _same("policy"),
}
