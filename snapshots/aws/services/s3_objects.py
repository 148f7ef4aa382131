"""Objects of buckets, by name: what their headers say. Their content is never asked for."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from engine.provider.facts import TypeFacts
from snapshots.aws.reading.expressions import UNTOLD, Expression, Item
from snapshots.aws.reading.service import Call, KnownType, Read, ResourceType, Service

# What is intended of a type; `snapshots.aws.asked` gives the items, nobody lists them.
ASKED = Call(operation="HeadObject", items="@")
_GONE = ("404", "NoSuchKey", "NotFound")


def _header(name: str) -> Expression:
    """Return the expression of a header, which an object without it does not have."""

    def find(item: Item) -> Any:
        return item.get(name) or ""

    return find


def _key(item: Item) -> Any:
    # Where the code names no key, it is the one that AWS keeps for buckets: only KMS could tell which that is.
    own = item["_parent"].get("kms_key_id")
    return UNTOLD if item.get("SSEKMSKeyId") and not own else item.get("SSEKMSKeyId")


_FACTS = TypeFacts(
    asked=True,
    key=("bucket", "key"),
    called=("bucket", "key"),
    steady=frozenset({"etag"}),  # the digest of what is in it
    volatile=frozenset({"version_id"}),  # each writing makes one
    terraform_only=frozenset(
        {
            "acl",  # the provider only writes it
            "checksum_algorithm",
            "content",
            "content_base64",
            "force_destroy",
            "override_provider",
            "source",
            "source_hash",
        }
    ),
    defaults={"storage_class": "STANDARD"},
)
_OBJECT = ResourceType(
    name="aws_s3_object",
    listing=Call(
        operation="HeadObject",
        items="@",
        parameters={"Bucket": "bucket", "Key": "key"},
        of=ASKED,
        absent=_GONE,
    ),
    id="_parent.key",
    attributes={
        "arn": "fill('arn:{}:s3:::{}/{}', [_partition, _parent.bucket, _parent.key])",
        "bucket": "_parent.bucket",
        "key": "_parent.key",
        "etag": lambda item: str(item["ETag"]).strip('"'),
        "bucket_key_enabled": lambda item: bool(item.get("BucketKeyEnabled")),
        "cache_control": _header("CacheControl"),
        "content_disposition": _header("ContentDisposition"),
        "content_encoding": _header("ContentEncoding"),
        "content_language": _header("ContentLanguage"),
        "content_type": _header("ContentType"),
        "kms_key_id": _key,
        "metadata": lambda item: item.get("Metadata") or {},
        "object_lock_legal_hold_status": _header("ObjectLockLegalHoldStatus"),
        "object_lock_mode": _header("ObjectLockMode"),
        "object_lock_retain_until_date": lambda item: item.get("ObjectLockRetainUntilDate") or "",
        "server_side_encryption": _header("ServerSideEncryption"),
        "storage_class": lambda item: item.get("StorageClass") or "STANDARD",
        "website_redirect": _header("WebsiteRedirectLocation"),
    },
    reads=(
        Read(
            operation="GetObjectTagging",
            parameters={"Bucket": "_parent.bucket", "Key": "_parent.key"},
            attributes={"tags": "tags(TagSet)"},
        ),
    ),
    facts=_FACTS,
)
_OLDER = replace(
    _OBJECT,
    name="aws_s3_bucket_object",
    facts=replace(
        _FACTS, terraform_only=frozenset({"acl", "content", "content_base64", "force_destroy", "source", "source_hash"})
    ),
)
TYPES = (_OBJECT, _OLDER)
SERVICES = (Service(name="s3", known=tuple(KnownType(name=type_.name, facts=type_.facts) for type_ in TYPES)),)
