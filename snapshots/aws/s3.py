"""S3 buckets and their sub-resources."""

from __future__ import annotations

from collections.abc import Mapping

from snapshots.aws.expressions import Expression, Item
from snapshots.aws.s3_rules import lifecycle_rule, replication_rule
from snapshots.aws.service import Call, Read, ResourceType, Service


def _region(item: Item) -> str:
    """Return the region of a bucket, or of the bucket that a sub-resource belongs to."""
    location = str((item if "Location" in item else item["_parent"])["Location"])
    return {"EU": "eu-west-1"}.get(location, location)


_BUCKETS = Call(
    operation="ListBuckets",
    items="Buckets",
    describe=Call(
        operation="GetBucketLocation",
        # A bucket of the first region has no location.
        items="{Name: _item.Name, Location: LocationConstraint || 'us-east-1'}",
        parameters={"Bucket": "Name"},
    ),
    where=lambda bucket: _region(bucket) in bucket["_regions"],
)


def _part(
    type_: str,
    operation: str,
    attributes: Mapping[str, Expression],
    *,
    absent: tuple[str, ...] = (),
    where: Expression = "",
) -> ResourceType:
    """Return the type of a bucket's sub-resource: one call a bucket, whose answer is the resource."""
    return ResourceType(
        name=type_,
        listing=Call(
            operation=operation, items="@", parameters={"Bucket": "Name"}, of=_BUCKETS, absent=absent, where=where
        ),
        id="_parent.Name",
        attributes={"bucket": "_parent.Name", **attributes},
        region=_region,
    )


def _named(type_: str, operation: str, items: str, attributes: Mapping[str, Expression]) -> ResourceType:
    """Return the type of a sub-resource of which a bucket can have many, each with an id of its own."""
    return ResourceType(
        name=type_,
        listing=Call(operation=operation, items=items, parameters={"Bucket": "Name"}, of=_BUCKETS, may_lack=True),
        id="join(':', [_parent.Name, Id])",
        attributes={"bucket": "_parent.Name", "name": "Id", **attributes},
        region=_region,
    )


_BUCKET = ResourceType(
    name="aws_s3_bucket",
    listing=_BUCKETS,
    id="Name",
    attributes={"bucket": "Name", "arn": "fill('arn:{}:s3:::{}', [_partition, Name])", "region": _region},
    reads=(
        Read(
            operation="GetBucketTagging",
            parameters={"Bucket": "Name"},
            attributes={"tags": "tags(TagSet)"},
            absent=("NoSuchTagSet",),
        ),
        Read(
            operation="GetObjectLockConfiguration",
            parameters={"Bucket": "Name"},
            attributes={"object_lock_enabled": "ObjectLockConfiguration.ObjectLockEnabled == 'Enabled'"},
            absent=("ObjectLockConfigurationNotFoundError", "ObjectLockConfigurationNotFound"),
        ),
    ),
    region=_region,
)
_GRANT = "{permission: Permission, grantee: [Grantee][].{id: ID, type: Type, uri: URI, email_address: EmailAddress}}"
_FILTERED = (
    "{prefix: Filter.Prefix || Filter.And.Prefix, tags: tags(Filter.And.Tags || Filter.Tag && [Filter.Tag] || `[]`)}"
)
_CONFIGURATIONS = (
    _part(
        "aws_s3_bucket_public_access_block",
        "GetPublicAccessBlock",
        {
            "block_public_acls": "PublicAccessBlockConfiguration.BlockPublicAcls",
            "block_public_policy": "PublicAccessBlockConfiguration.BlockPublicPolicy",
            "ignore_public_acls": "PublicAccessBlockConfiguration.IgnorePublicAcls",
            "restrict_public_buckets": "PublicAccessBlockConfiguration.RestrictPublicBuckets",
        },
        absent=("NoSuchPublicAccessBlockConfiguration",),
    ),
    _part(
        "aws_s3_bucket_versioning",
        "GetBucketVersioning",
        {"versioning_configuration": "[{status: Status, mfa_delete: MFADelete}]"},
        where="Status",  # a bucket that never had versioning has no configuration
    ),
    _part(
        "aws_s3_bucket_server_side_encryption_configuration",
        "GetBucketEncryption",
        {
            "rule": (
                "ServerSideEncryptionConfiguration.Rules[].{bucket_key_enabled: BucketKeyEnabled,"
                " apply_server_side_encryption_by_default: [ApplyServerSideEncryptionByDefault]"
                "[].{sse_algorithm: SSEAlgorithm, kms_master_key_id: KMSMasterKeyID}}"
            )
        },
        absent=("ServerSideEncryptionConfigurationNotFoundError",),
    ),
    _part("aws_s3_bucket_policy", "GetBucketPolicy", {"policy": "Policy"}, absent=("NoSuchBucketPolicy",)),
    _part(
        "aws_s3_bucket_ownership_controls",
        "GetBucketOwnershipControls",
        {"rule": "OwnershipControls.Rules[].{object_ownership: ObjectOwnership}"},
        absent=("OwnershipControlsNotFoundError",),
    ),
    _part(
        "aws_s3_bucket_lifecycle_configuration",
        "GetBucketLifecycleConfiguration",
        {
            "rule": lambda answer: [lifecycle_rule(rule) for rule in answer["Rules"]],
            "transition_default_minimum_object_size": "told(TransitionDefaultMinimumObjectSize)",
        },
        absent=("NoSuchLifecycleConfiguration",),
    ),
    _part(
        "aws_s3_bucket_logging",
        "GetBucketLogging",
        {
            "target_bucket": "LoggingEnabled.TargetBucket",
            "target_prefix": "LoggingEnabled.TargetPrefix",
            "target_grant": f"LoggingEnabled.TargetGrants[].{_GRANT}",
            "target_object_key_format": (
                "one({partitioned_prefix: one({partition_date_source:"
                " LoggingEnabled.TargetObjectKeyFormat.PartitionedPrefix.PartitionDateSource})})"
            ),
        },
        where="LoggingEnabled",
    ),
    _part(
        "aws_s3_bucket_cors_configuration",
        "GetBucketCors",
        {
            "cors_rule": (
                "CORSRules[].{id: ID, allowed_headers: AllowedHeaders, allowed_methods: AllowedMethods,"
                " allowed_origins: AllowedOrigins, expose_headers: ExposeHeaders,"
                " max_age_seconds: MaxAgeSeconds || `0`}"
            )
        },
        absent=("NoSuchCORSConfiguration",),
    ),
    _part(
        "aws_s3_bucket_website_configuration",
        "GetBucketWebsite",
        {
            "index_document": "one({suffix: IndexDocument.Suffix})",
            "error_document": "one({key: ErrorDocument.Key})",
            "redirect_all_requests_to": (
                "one({host_name: RedirectAllRequestsTo.HostName, protocol: RedirectAllRequestsTo.Protocol})"
            ),
            "routing_rule": (
                "RoutingRules[].{condition: one({key_prefix_equals: Condition.KeyPrefixEquals,"
                " http_error_code_returned_equals: Condition.HttpErrorCodeReturnedEquals}),"
                " redirect: one({host_name: Redirect.HostName, http_redirect_code: Redirect.HttpRedirectCode,"
                " protocol: Redirect.Protocol, replace_key_prefix_with: Redirect.ReplaceKeyPrefixWith,"
                " replace_key_with: Redirect.ReplaceKeyWith})}"
            ),
        },
        absent=("NoSuchWebsiteConfiguration",),
    ),
    _part(
        "aws_s3_bucket_notification",
        "GetBucketNotificationConfiguration",
        {
            "eventbridge": "EventBridgeConfiguration != `null`",
            **{
                ours: (
                    f"{theirs}Configurations[].{{id: Id, events: Events, {ours}_arn: {arn},"
                    " filter_prefix: Filter.Key.FilterRules[?Name == 'prefix' || Name == 'Prefix'].Value | [0],"
                    " filter_suffix: Filter.Key.FilterRules[?Name == 'suffix' || Name == 'Suffix'].Value | [0]}"
                )
                for ours, theirs, arn in (
                    ("lambda_function", "LambdaFunction", "LambdaFunctionArn"),
                    ("queue", "Queue", "QueueArn"),
                    ("topic", "Topic", "TopicArn"),
                )
            },
        },
        where="LambdaFunctionConfigurations || QueueConfigurations || TopicConfigurations || EventBridgeConfiguration",
    ),
    _part(
        "aws_s3_bucket_acl",
        "GetBucketAcl",
        {"access_control_policy": (f"[{{owner: [Owner][].{{id: ID}}, grant: Grants[].{_GRANT}}}]")},
    ),
    _part(
        "aws_s3_bucket_replication_configuration",
        "GetBucketReplication",
        {
            "role": "ReplicationConfiguration.Role",
            "rule": lambda answer: [replication_rule(rule) for rule in answer["ReplicationConfiguration"]["Rules"]],
        },
        absent=("ReplicationConfigurationNotFoundError",),
    ),
    _part(
        "aws_s3_bucket_accelerate_configuration",
        "GetBucketAccelerateConfiguration",
        {"status": "Status"},
        where="Status",
    ),
    _part("aws_s3_bucket_request_payment_configuration", "GetBucketRequestPayment", {"payer": "Payer"}, where="Payer"),
    _part(
        "aws_s3_bucket_object_lock_configuration",
        "GetObjectLockConfiguration",
        {
            "object_lock_enabled": "ObjectLockConfiguration.ObjectLockEnabled",
            "rule": (
                "one({default_retention: one({mode: ObjectLockConfiguration.Rule.DefaultRetention.Mode,"
                " days: ObjectLockConfiguration.Rule.DefaultRetention.Days,"
                " years: ObjectLockConfiguration.Rule.DefaultRetention.Years})})"
            ),
        },
        absent=("ObjectLockConfigurationNotFoundError", "ObjectLockConfigurationNotFound"),
        where="ObjectLockConfiguration.Rule",
    ),
    _named(
        "aws_s3_bucket_intelligent_tiering_configuration",
        "ListBucketIntelligentTieringConfigurations",
        "IntelligentTieringConfigurationList",
        {
            "status": "Status",
            "filter": f"one({_FILTERED})",
            "tiering": "Tierings[].{access_tier: AccessTier, days: Days}",
        },
    ),
    _named(
        "aws_s3_bucket_metric",
        "ListBucketMetricsConfigurations",
        "MetricsConfigurationList",
        {"filter": "one({prefix: Filter.Prefix || Filter.And.Prefix, access_point: Filter.AccessPointArn})"},
    ),
)
SERVICE = Service(name="s3", types=(_BUCKET, *_CONFIGURATIONS), is_global=True)
