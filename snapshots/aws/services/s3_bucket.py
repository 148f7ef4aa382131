"""S3 buckets, with all that a bucket's own block can hold: each part of it can be a resource of its own, too."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.provider.facts import Split, Told, TypeFacts
from snapshots.aws.reading.expressions import Expression, Item
from snapshots.aws.reading.service import Call, Read, ResourceType
from snapshots.aws.services.s3_rules import grants, inline_lifecycle_rule, inline_replication_rule, routing_rules

# What AWS answers for a part that a bucket does not have.
NO_POLICY = ("NoSuchBucketPolicy",)
NO_ENCRYPTION = ("ServerSideEncryptionConfigurationNotFoundError",)
NO_LIFECYCLE = ("NoSuchLifecycleConfiguration",)
NO_CORS = ("NoSuchCORSConfiguration",)
NO_WEBSITE = ("NoSuchWebsiteConfiguration",)
NO_REPLICATION = ("ReplicationConfigurationNotFoundError",)
NO_LOCK = ("ObjectLockConfigurationNotFoundError", "ObjectLockConfigurationNotFound")


def region_of(item: Item) -> str:
    """Return the region of a bucket, or of the bucket that a sub-resource belongs to."""
    location = str((item if "Location" in item else item["_parent"])["Location"])
    return {"EU": "eu-west-1"}.get(location, location)


BUCKETS = Call(
    operation="ListBuckets",
    items="Buckets",
    describe=Call(
        operation="GetBucketLocation",
        # A bucket of the first region has no location.
        items="{Name: _item.Name, Location: LocationConstraint || 'us-east-1'}",
        parameters={"Bucket": "Name"},
    ),
    where=lambda bucket: region_of(bucket) in bucket["_regions"],
)
ENCRYPTION_RULES = (
    "ServerSideEncryptionConfiguration.Rules[].{bucket_key_enabled: BucketKeyEnabled,"
    " apply_server_side_encryption_by_default: [ApplyServerSideEncryptionByDefault]"
    "[].{sse_algorithm: SSEAlgorithm, kms_master_key_id: KMSMasterKeyID}}"
)


def _read(operation: str, absent: tuple[str, ...] = (), needs: tuple[str, ...] = (), **attributes: Expression) -> Read:
    return Read(operation=operation, parameters={"Bucket": "Name"}, attributes=attributes, absent=absent, needs=needs)


def _lifecycle(answer: Item) -> list[dict[str, Any]]:
    return [inline_lifecycle_rule(rule) for rule in answer.get("Rules", ())]


def _replication(answer: Item) -> list[dict[str, Any]]:
    found: Mapping[str, Any] = answer.get("ReplicationConfiguration", {})
    rules = [inline_replication_rule(rule) for rule in found.get("Rules", ())]
    return [{"role": found.get("Role"), "rules": rules}] if found else []


def _website(answer: Item) -> list[dict[str, Any]]:
    redirect = answer.get("RedirectAllRequestsTo", {})
    found = {
        "index_document": answer.get("IndexDocument", {}).get("Suffix"),
        "error_document": answer.get("ErrorDocument", {}).get("Key"),
        "redirect_all_requests_to": "://".join(
            redirect[name] for name in ("Protocol", "HostName") if redirect.get(name)
        ),
        "routing_rules": routing_rules(answer),
    }
    return [found] if any(found.values()) else []


BUCKET = ResourceType(
    name="aws_s3_bucket",
    listing=BUCKETS,
    id="Name",
    attributes={"bucket": "Name", "arn": "fill('arn:{}:s3:::{}', [_partition, Name])", "region": region_of},
    reads=(
        _read("GetBucketTagging", ("NoSuchTagSet",), tags="tags(TagSet)"),
        _read(
            "GetObjectLockConfiguration",
            NO_LOCK,
            object_lock_enabled="ObjectLockConfiguration.ObjectLockEnabled == 'Enabled'",
            object_lock_configuration=(
                "[ObjectLockConfiguration][].{object_lock_enabled: ObjectLockEnabled, rule: [Rule.DefaultRetention]"
                "[].{default_retention: [{mode: Mode, days: Days || `0`, years: Years || `0`}]}}"
            ),
        ),
        _read("GetBucketPolicy", NO_POLICY, policy="Policy"),
        _read("GetBucketAcl", needs=("Grants",), grant=grants),
        _read(
            "GetBucketVersioning",
            versioning="[{enabled: Status == 'Enabled', mfa_delete: MFADelete == 'Enabled'}]",
        ),
        _read(
            "GetBucketEncryption",
            NO_ENCRYPTION,
            server_side_encryption_configuration=f"one({{rule: {ENCRYPTION_RULES}}})",
        ),
        _read(
            "GetBucketLogging",
            logging="one({target_bucket: LoggingEnabled.TargetBucket, target_prefix: LoggingEnabled.TargetPrefix})",
        ),
        _read("GetBucketLifecycleConfiguration", NO_LIFECYCLE, ("Rules",), lifecycle_rule=_lifecycle),
        _read(
            "GetBucketReplication",
            NO_REPLICATION,
            ("ReplicationConfiguration",),
            replication_configuration=_replication,
        ),
        _read(
            "GetBucketCors",
            NO_CORS,
            cors_rule=(
                "CORSRules[].{allowed_headers: AllowedHeaders, allowed_methods: AllowedMethods,"
                " allowed_origins: AllowedOrigins, expose_headers: ExposeHeaders,"
                " max_age_seconds: MaxAgeSeconds}"
            ),
        ),
        _read("GetBucketWebsite", NO_WEBSITE, ("IndexDocument", "RedirectAllRequestsTo"), website=_website),
        _read("GetBucketAccelerateConfiguration", acceleration_status="Status"),
        _read("GetBucketRequestPayment", request_payer="Payer"),
    ),
    region=region_of,
    facts=TypeFacts(
        terraform_only=frozenset({"acl", "bucket_prefix"}),  # AWS tells a canned ACL as the grants that it means
        defaults={"object_lock_enabled": False, "request_payer": "BucketOwner"},
        splits=(
            Split(
                child="aws_s3_bucket_versioning",
                link="bucket",
                attributes=("versioning",),
                inline={
                    "enabled": Told(at="versioning_configuration.status", words={"Enabled": True, "Suspended": False}),
                    # What the separate resource does not say of deletion by MFA is that there is none.
                    "mfa_delete": Told(at="versioning_configuration.mfa_delete", words={"Enabled": True, "": False}),
                },
                whole=True,
            ),
            *(
                Split(child=f"aws_s3_bucket_{child}", link="bucket", attributes=(inside,), whole=True)
                for child, inside in (
                    ("policy", "policy"),
                    ("logging", "logging"),
                    ("lifecycle_configuration", "lifecycle_rule"),
                    ("server_side_encryption_configuration", "server_side_encryption_configuration"),
                    ("acl", "grant"),
                    ("accelerate_configuration", "acceleration_status"),
                    ("cors_configuration", "cors_rule"),
                    ("object_lock_configuration", "object_lock_configuration"),
                    ("replication_configuration", "replication_configuration"),
                    ("request_payment_configuration", "request_payer"),
                    ("website_configuration", "website"),
                )
            ),
        ),
    ),
)
