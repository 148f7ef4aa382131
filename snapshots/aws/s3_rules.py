"""The rules of buckets' lifecycle and replication configurations in Terraform's form."""

from __future__ import annotations

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
        "days": entry.get("Days"),
        "date": entry.get("Date"),
        "expired_object_delete_marker": entry.get("ExpiredObjectDeleteMarker", False),  # left out when false
    }
