"""The rules of buckets in Terraform's form: of resources of their own, and as a bucket's own block holds them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

Rule = Mapping[str, Any]


def lifecycle_rule(rule: Rule) -> dict[str, Any]:
    """Return a rule of `aws_s3_bucket_lifecycle_configuration`."""
    abort = rule.get("AbortIncompleteMultipartUpload")
    noncurrent = rule.get("NoncurrentVersionExpiration")
    return {
        "id": rule.get("ID", ""),
        "status": rule["Status"],
        "prefix": rule.get("Prefix", ""),
        "filter": [_lifecycle_filter(rule["Filter"])] if "Filter" in rule else [],
        "expiration": [_expiration(rule["Expiration"])] if "Expiration" in rule else [],
        "transition": [
            {"days": entry.get("Days"), "date": entry.get("Date"), "storage_class": entry["StorageClass"]}
            for entry in rule.get("Transitions", ())
        ],
        "noncurrent_version_expiration": [
            {
                "noncurrent_days": noncurrent.get("NoncurrentDays"),
                "newer_noncurrent_versions": noncurrent.get("NewerNoncurrentVersions"),
            }
        ]
        if noncurrent
        else [],
        "noncurrent_version_transition": [
            {
                "noncurrent_days": entry.get("NoncurrentDays"),
                "newer_noncurrent_versions": entry.get("NewerNoncurrentVersions"),
                "storage_class": entry["StorageClass"],
            }
            for entry in rule.get("NoncurrentVersionTransitions", ())
        ],
        "abort_incomplete_multipart_upload": [{"days_after_initiation": abort["DaysAfterInitiation"]}] if abort else [],
    }


def replication_rule(rule: Rule) -> dict[str, Any]:
    """Return a rule of `aws_s3_bucket_replication_configuration`."""
    criteria = rule.get("SourceSelectionCriteria", {})
    return {
        "id": rule.get("ID", ""),
        "status": rule["Status"],
        "prefix": rule.get("Prefix", ""),
        "priority": rule.get("Priority"),
        "filter": [_replication_filter(rule["Filter"])] if "Filter" in rule else [],
        "delete_marker_replication": _status(rule.get("DeleteMarkerReplication")),
        "existing_object_replication": _status(rule.get("ExistingObjectReplication")),
        "source_selection_criteria": [
            {
                "replica_modifications": _status(criteria.get("ReplicaModifications")),
                "sse_kms_encrypted_objects": _status(criteria.get("SseKmsEncryptedObjects")),
            }
        ]
        if criteria
        else [],
        "destination": [_destination(rule["Destination"])],
    }


def inline_lifecycle_rule(rule: Rule) -> dict[str, Any]:
    """Return a `lifecycle_rule` of `aws_s3_bucket`; what is not set is zero there."""
    expiration, both = rule.get("Expiration"), rule.get("Filter", {})
    both = both.get("And", both)
    return {
        "id": rule.get("ID", ""),
        "enabled": rule["Status"] == "Enabled",
        "prefix": both.get("Prefix") or rule.get("Prefix", ""),
        "tags": _tags(both) | ({both["Tag"]["Key"]: both["Tag"]["Value"]} if "Tag" in both else {}),
        "abort_incomplete_multipart_upload_days": rule.get("AbortIncompleteMultipartUpload", {}).get(
            "DaysAfterInitiation", 0
        ),
        "expiration": [
            {
                **_due(expiration),
                "expired_object_delete_marker": expiration.get("ExpiredObjectDeleteMarker", False),
            }
        ]
        if expiration
        else [],
        "transition": [
            {**_due(entry), "storage_class": entry.get("StorageClass", "")} for entry in rule.get("Transitions", ())
        ],
        "noncurrent_version_expiration": [{"days": rule["NoncurrentVersionExpiration"].get("NoncurrentDays", 0)}]
        if "NoncurrentVersionExpiration" in rule
        else [],
        "noncurrent_version_transition": [
            {"days": entry.get("NoncurrentDays", 0), "storage_class": entry.get("StorageClass", "")}
            for entry in rule.get("NoncurrentVersionTransitions", ())
        ],
    }


def inline_replication_rule(rule: Rule) -> dict[str, Any]:
    """Return an element of `replication_configuration.rules` of `aws_s3_bucket`."""
    destination, both = rule["Destination"], rule.get("Filter", {})
    both = both.get("And", both)
    criteria = rule.get("SourceSelectionCriteria", {}).get("SseKmsEncryptedObjects")
    markers = rule.get("DeleteMarkerReplication", {}).get("Status")
    tag = {both["Tag"]["Key"]: both["Tag"]["Value"]} if "Tag" in both else {}
    return {
        "id": rule.get("ID", ""),
        "priority": rule.get("Priority", 0),
        "prefix": rule.get("Prefix", ""),
        "status": rule["Status"],
        "delete_marker_replication_status": markers if markers == "Enabled" else "",
        "filter": [{"prefix": both.get("Prefix", ""), "tags": _tags(both) | tag}] if "Filter" in rule else [],
        "source_selection_criteria": [{"sse_kms_encrypted_objects": [{"enabled": criteria["Status"] == "Enabled"}]}]
        if criteria
        else [],
        "destination": [
            {
                "bucket": destination["Bucket"],
                "account_id": destination.get("Account", ""),
                "storage_class": destination.get("StorageClass", ""),
                "replica_kms_key_id": destination.get("EncryptionConfiguration", {}).get("ReplicaKmsKeyID", ""),
                "access_control_translation": [
                    {"owner": entry["Owner"]} for entry in _present(destination, "AccessControlTranslation")
                ],
                "metrics": [
                    {"status": entry["Status"], "minutes": entry.get("EventThreshold", {}).get("Minutes", 0)}
                    for entry in _present(destination, "Metrics")
                ],
                "replication_time": [
                    {"status": entry["Status"], "minutes": entry.get("Time", {}).get("Minutes", 0)}
                    for entry in _present(destination, "ReplicationTime")
                ],
            }
        ],
    }


def grants(answer: Rule) -> list[dict[str, Any]]:
    """Return the `grant` blocks of `aws_s3_bucket`: one a grantee, with all its permissions."""
    found: dict[tuple[str, ...], list[str]] = {}
    for grant in answer.get("Grants", ()):
        grantee = grant["Grantee"]
        key = (grantee.get("ID", ""), grantee["Type"], grantee.get("URI", ""))
        found.setdefault(key, []).append(grant["Permission"])
    return [
        {"id": id_, "type": type_, "uri": uri, "permissions": sorted(permissions)}
        for (id_, type_, uri), permissions in found.items()
    ]


def is_private(answer: Rule) -> bool:
    """Tell whether an access control list gives everything to the owner and nothing to anybody else."""
    owner = answer.get("Owner", {}).get("ID")
    return [(grant["Grantee"].get("ID"), grant["Permission"]) for grant in answer["Grants"]] == [
        (owner, "FULL_CONTROL")
    ]


def routing_rules(answer: Rule) -> str:
    """Return the routing rules of a website as the JSON text that Terraform writes; empty when there are none."""
    found = answer.get("RoutingRules")
    return json.dumps(found, separators=(",", ":")) if found else ""


def _present(entry: Rule, name: str) -> list[Rule]:
    return [entry[name]] if entry.get(name) else []


def _due(entry: Rule) -> dict[str, Any]:
    date = entry.get("Date")
    return {"days": entry.get("Days", 0), "date": date.strftime("%Y-%m-%d") if date else ""}


def _status(entry: Rule | None) -> list[dict[str, Any]]:
    return [{"status": entry["Status"]}] if entry else []


def _destination(entry: Rule) -> dict[str, Any]:
    translation, encryption = entry.get("AccessControlTranslation"), entry.get("EncryptionConfiguration")
    metrics, time = entry.get("Metrics"), entry.get("ReplicationTime")
    threshold = (metrics or {}).get("EventThreshold")
    return {
        "bucket": entry["Bucket"],
        "account": entry.get("Account", ""),
        "storage_class": entry.get("StorageClass", ""),
        "access_control_translation": [{"owner": translation["Owner"]}] if translation else [],
        "encryption_configuration": [{"replica_kms_key_id": encryption.get("ReplicaKmsKeyID", "")}]
        if encryption
        else [],
        "metrics": [
            {
                "status": metrics["Status"],
                "event_threshold": [{"minutes": threshold["Minutes"]}] if threshold else [],
            }
        ]
        if metrics
        else [],
        "replication_time": [{"status": time["Status"], "time": [{"minutes": time["Time"]["Minutes"]}]}]
        if time
        else [],
    }


def _replication_filter(entry: Rule) -> dict[str, Any]:
    both = entry.get("And")
    return {
        "prefix": entry.get("Prefix", ""),
        "tag": _tag(entry),
        "and": [{"prefix": both.get("Prefix", ""), "tags": _tags(both)}] if both else [],
    }


def _lifecycle_filter(entry: Rule) -> dict[str, Any]:
    both = entry.get("And")
    return {
        "prefix": entry.get("Prefix", ""),
        "object_size_greater_than": entry.get("ObjectSizeGreaterThan"),
        "object_size_less_than": entry.get("ObjectSizeLessThan"),
        "tag": _tag(entry),
        "and": [
            {
                "prefix": both.get("Prefix", ""),
                "object_size_greater_than": both.get("ObjectSizeGreaterThan"),
                "object_size_less_than": both.get("ObjectSizeLessThan"),
                "tags": _tags(both),
            }
        ]
        if both
        else [],
    }


def _tag(entry: Rule) -> list[dict[str, Any]]:
    return [{"key": entry["Tag"]["Key"], "value": entry["Tag"]["Value"]}] if "Tag" in entry else []


def _tags(entry: Rule) -> dict[str, Any]:
    return {tag["Key"]: tag["Value"] for tag in entry.get("Tags", ())}


def _expiration(entry: Rule) -> dict[str, Any]:
    return {
        "days": entry.get("Days", 0),
        "date": entry.get("Date"),
        "expired_object_delete_marker": entry.get("ExpiredObjectDeleteMarker", False),  # left out when false
    }
