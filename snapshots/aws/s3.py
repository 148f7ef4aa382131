"""S3 buckets and their sub-resources."""

from __future__ import annotations

from typing import Any

from snapshots.aws.service import Service, Sink, tags_of
from snapshots.aws.session import Api

_LIST = "s3:ListBuckets"


def read(api: Api, sink: Sink) -> None:
    """Read every bucket of the account that lies in one of the regions."""
    with sink.listing(*SERVICE.types, operation=_LIST):
        for entry in list(api.items("list_buckets", "Buckets")):
            _bucket(api, sink, str(entry["Name"]))


def _bucket(api: Api, sink: Sink, name: str) -> None:
    region = ""
    for type_ in SERVICE.types:  # without its region nothing about the bucket can be placed
        with sink.detail(type_, name):
            region = region or api.get("get_bucket_location", Bucket=name)["LocationConstraint"] or "us-east-1"
    region = {"EU": "eu-west-1"}.get(region, region)
    if region not in sink.regions:
        return
    attributes: dict[str, Any] = {"bucket": name, "arn": f"arn:aws:s3:::{name}", "region": region}
    with sink.detail("aws_s3_bucket", name, "tags"):
        answer = api.maybe("get_bucket_tagging", ("NoSuchTagSet",), Bucket=name)
        attributes |= tags_of(answer["TagSet"] if answer else ())
    with sink.detail("aws_s3_bucket", name, "object_lock_enabled"):
        lock = api.maybe("get_object_lock_configuration", _NO_LOCK, Bucket=name)
        locked = lock is not None and lock["ObjectLockConfiguration"].get("ObjectLockEnabled") == "Enabled"
        attributes["object_lock_enabled"] = locked
    sink.add("aws_s3_bucket", name, attributes, region=region)
    for type_, method, absent, made in _PARTS:
        with sink.detail(type_, name):
            part = api.maybe(method, absent, Bucket=name)
            found = made(part) if part is not None else None
            if found is not None:
                sink.add(type_, name, {"bucket": name, **found}, region=region)


def _public_access(answer: dict[str, Any]) -> dict[str, Any]:
    block = answer["PublicAccessBlockConfiguration"]
    return {
        "block_public_acls": block["BlockPublicAcls"],
        "block_public_policy": block["BlockPublicPolicy"],
        "ignore_public_acls": block["IgnorePublicAcls"],
        "restrict_public_buckets": block["RestrictPublicBuckets"],
    }


def _versioning(answer: dict[str, Any]) -> dict[str, Any] | None:
    if "Status" not in answer:  # a bucket that never had versioning has no configuration
        return None
    return {"versioning_configuration": [{"status": answer["Status"], "mfa_delete": answer.get("MFADelete", "")}]}


def _encryption(answer: dict[str, Any]) -> dict[str, Any]:
    return {
        "rule": [
            {
                "bucket_key_enabled": rule.get("BucketKeyEnabled"),
                "apply_server_side_encryption_by_default": [
                    {
                        "sse_algorithm": rule["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"],
                        "kms_master_key_id": rule["ApplyServerSideEncryptionByDefault"].get("KMSMasterKeyID", ""),
                    }
                ],
            }
            for rule in answer["ServerSideEncryptionConfiguration"]["Rules"]
        ]
    }


def _policy(answer: dict[str, Any]) -> dict[str, Any]:
    return {"policy": answer["Policy"]}


def _ownership(answer: dict[str, Any]) -> dict[str, Any]:
    return {"rule": [{"object_ownership": rule["ObjectOwnership"]} for rule in answer["OwnershipControls"]["Rules"]]}


def _logging(answer: dict[str, Any]) -> dict[str, Any] | None:
    enabled = answer.get("LoggingEnabled")
    if not enabled:
        return None
    return {"target_bucket": enabled["TargetBucket"], "target_prefix": enabled["TargetPrefix"]}


def _lifecycle(answer: dict[str, Any]) -> dict[str, Any]:
    return {"rule": [_rule(rule) for rule in answer["Rules"]]}


def _rule(rule: dict[str, Any]) -> dict[str, Any]:
    abort = rule.get("AbortIncompleteMultipartUpload")
    noncurrent = rule.get("NoncurrentVersionExpiration")
    return {
        "id": rule.get("ID", ""),
        "status": rule["Status"],
        "prefix": rule.get("Prefix", ""),
        "filter": [_filter(rule["Filter"])] if "Filter" in rule else [],
        "expiration": [_expiration(rule["Expiration"])] if "Expiration" in rule else [],
        "transition": [_transition(entry) for entry in rule.get("Transitions", ())],
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


def _filter(entry: dict[str, Any]) -> dict[str, Any]:
    both = entry.get("And")
    return {
        "prefix": entry.get("Prefix", ""),
        "object_size_greater_than": entry.get("ObjectSizeGreaterThan"),
        "object_size_less_than": entry.get("ObjectSizeLessThan"),
        "tag": [{"key": entry["Tag"]["Key"], "value": entry["Tag"]["Value"]}] if "Tag" in entry else [],
        "and": [
            {
                "prefix": both.get("Prefix", ""),
                "object_size_greater_than": both.get("ObjectSizeGreaterThan"),
                "object_size_less_than": both.get("ObjectSizeLessThan"),
                "tags": {tag["Key"]: tag["Value"] for tag in both.get("Tags", ())},
            }
        ]
        if both
        else [],
    }


def _expiration(entry: dict[str, Any]) -> dict[str, Any]:
    return {
        "days": entry.get("Days"),
        "date": entry["Date"].strftime("%Y-%m-%dT%H:%M:%SZ") if "Date" in entry else None,
        "expired_object_delete_marker": entry.get("ExpiredObjectDeleteMarker", False),  # left out when false
    }


def _transition(entry: dict[str, Any]) -> dict[str, Any]:
    return {
        "days": entry.get("Days"),
        "date": entry["Date"].strftime("%Y-%m-%dT%H:%M:%SZ") if "Date" in entry else None,
        "storage_class": entry["StorageClass"],
    }


_NO_LOCK = ("ObjectLockConfigurationNotFoundError", "ObjectLockConfigurationNotFound")
# type, call, AWS's codes for "there is none", and the attributes that its answer gives.
_PARTS = (
    (
        "aws_s3_bucket_public_access_block",
        "get_public_access_block",
        ("NoSuchPublicAccessBlockConfiguration",),
        _public_access,
    ),
    ("aws_s3_bucket_versioning", "get_bucket_versioning", (), _versioning),
    (
        "aws_s3_bucket_server_side_encryption_configuration",
        "get_bucket_encryption",
        ("ServerSideEncryptionConfigurationNotFoundError",),
        _encryption,
    ),
    ("aws_s3_bucket_policy", "get_bucket_policy", ("NoSuchBucketPolicy",), _policy),
    (
        "aws_s3_bucket_ownership_controls",
        "get_bucket_ownership_controls",
        ("OwnershipControlsNotFoundError",),
        _ownership,
    ),
    (
        "aws_s3_bucket_lifecycle_configuration",
        "get_bucket_lifecycle_configuration",
        ("NoSuchLifecycleConfiguration",),
        _lifecycle,
    ),
    ("aws_s3_bucket_logging", "get_bucket_logging", (), _logging),
)

SERVICE = Service(
    name="s3",
    types=("aws_s3_bucket", *(part[0] for part in _PARTS)),
    operations=(
        _LIST,
        "s3:GetBucketLocation",
        "s3:GetBucketTagging",
        "s3:GetObjectLockConfiguration",
        "s3:GetPublicAccessBlock",
        "s3:GetBucketVersioning",
        "s3:GetBucketEncryption",
        "s3:GetBucketPolicy",
        "s3:GetBucketOwnershipControls",
        "s3:GetBucketLifecycleConfiguration",
        "s3:GetBucketLogging",
    ),
    read=read,
    is_global=True,
)
