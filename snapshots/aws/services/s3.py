"""S3 buckets and their sub-resources."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.model.outcome import Severity
from engine.provider.facts import UNKNOWN, TypeFacts
from engine.provider.meaning import Meaning
from snapshots.aws.reading.expressions import Expression
from snapshots.aws.reading.service import Call, ResourceType, Service
from snapshots.aws.services.s3_bucket import (
    BUCKET,
    BUCKETS,
    ENCRYPTION_RULES,
    NO_CORS,
    NO_ENCRYPTION,
    NO_LIFECYCLE,
    NO_LOCK,
    NO_POLICY,
    NO_REPLICATION,
    NO_WEBSITE,
    region_of,
)
from snapshots.aws.services.s3_rules import is_private, lifecycle_rule, replication_rule, routing_rules


def _part(
    type_: str,
    operation: str,
    attributes: Mapping[str, Expression],
    *,
    absent: tuple[str, ...] = (),
    where: Expression = "",
    owned: Expression = "",
    facts: TypeFacts = UNKNOWN,
) -> ResourceType:
    """Return the type of a bucket's sub-resource: one call a bucket, whose answer is the resource."""
    return ResourceType(
        name=type_,
        listing=Call(
            operation=operation, items="@", parameters={"Bucket": "Name"}, of=BUCKETS, absent=absent, where=where
        ),
        id="_parent.Name",
        attributes={"bucket": "_parent.Name", **attributes},
        region=region_of,
        owned=owned,
        facts=facts,
    )


def _facts(*terraform_only: str, **facts: Any) -> TypeFacts:
    """Return facts of a sub-resource that can name the bucket's owner: its id then has more in it than the bucket."""
    return TypeFacts(terraform_only=frozenset({"expected_bucket_owner", *terraform_only}), key=("bucket",), **facts)


def _named(
    type_: str, operation: str, items: str, attributes: Mapping[str, Expression], facts: TypeFacts
) -> ResourceType:
    """Return the type of a sub-resource of which a bucket can have many, each with an id of its own."""
    return ResourceType(
        name=type_,
        listing=Call(operation=operation, items=items, parameters={"Bucket": "Name"}, of=BUCKETS),
        id="join(':', [_parent.Name, Id])",
        attributes={"bucket": "_parent.Name", "name": "Id", **attributes},
        region=region_of,
        facts=facts,
    )


_GRANT = (
    "{permission: Permission, grantee: [Grantee][].{id: ID, type: Type, uri: URI, email_address: EmailAddress,"
    " display_name: DisplayName}}"
)
_FILTER_PREFIX = "Filter.Prefix || Filter.And.Prefix"
_FILTER_TAGS = "(Filter.And.Tags || Filter.Tag) && set_tags(Filter.And.Tags || [Filter.Tag])"
_FILTERED = f"{{prefix: {_FILTER_PREFIX}, tags: {_FILTER_TAGS}}}"
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
        facts=TypeFacts(
            implied={
                "block_public_acls": True,
                "block_public_policy": True,
                "ignore_public_acls": True,
                "restrict_public_buckets": True,
            },
            decides=Meaning.EXPOSURE,
        ),
    ),
    _part(
        "aws_s3_bucket_versioning",
        "GetBucketVersioning",
        {"versioning_configuration": "[{status: Status, mfa_delete: MFADelete}]"},
        where="Status",  # a bucket that never had versioning has no configuration
        facts=_facts(
            "mfa",
            implied={"versioning_configuration": [{"status": "Disabled"}]},
            protections={"mfa_delete": "Enabled", "status": "Enabled"},
        ),
    ),
    _part(
        "aws_s3_bucket_server_side_encryption_configuration",
        "GetBucketEncryption",
        {"rule": ENCRYPTION_RULES},
        absent=NO_ENCRYPTION,
        facts=_facts(
            implied={"rule": [{"apply_server_side_encryption_by_default": [{"sse_algorithm": "AES256"}]}]},
            defaults={"rule.bucket_key_enabled": False},
            decides=Meaning.ENCRYPTION,
        ),
    ),
    _part(
        "aws_s3_bucket_policy",
        "GetBucketPolicy",
        {"policy": "Policy"},
        absent=NO_POLICY,
        facts=TypeFacts(decides=Meaning.IDENTITY),
    ),
    _part(
        "aws_s3_bucket_ownership_controls",
        "GetBucketOwnershipControls",
        {"rule": "OwnershipControls.Rules[].{object_ownership: ObjectOwnership}"},
        absent=("OwnershipControlsNotFoundError",),
        facts=TypeFacts(
            implied={"rule": [{"object_ownership": "BucketOwnerEnforced"}]},
            decides=Meaning.EXPOSURE,
        ),
    ),
    _part(
        "aws_s3_bucket_lifecycle_configuration",
        "GetBucketLifecycleConfiguration",
        {
            "rule": lambda answer: [lifecycle_rule(rule) for rule in answer["Rules"]],
            "transition_default_minimum_object_size": "told(TransitionDefaultMinimumObjectSize)",
        },
        absent=NO_LIFECYCLE,
        facts=_facts(meanings={"rule": Meaning.DURABILITY}, at_most=Severity.MEDIUM),
    ),
    _part(
        "aws_s3_bucket_logging",
        "GetBucketLogging",
        {
            "target_bucket": "LoggingEnabled.TargetBucket",
            "target_prefix": "LoggingEnabled.TargetPrefix",
            "target_grant": f"LoggingEnabled.TargetGrants[].{_GRANT}",
            "target_object_key_format": (
                "[LoggingEnabled.TargetObjectKeyFormat][].{partitioned_prefix: [PartitionedPrefix]"
                "[].{partition_date_source: PartitionDateSource}, simple_prefix: [SimplePrefix][]}"
            ),
        },
        where="LoggingEnabled",
        facts=_facts(decides=Meaning.AUDIT, at_most=Severity.MEDIUM),
    ),
    _part(
        "aws_s3_bucket_cors_configuration",
        "GetBucketCors",
        {
            "cors_rule": (
                "CORSRules[].{id: ID, allowed_headers: AllowedHeaders, allowed_methods: AllowedMethods,"
                " allowed_origins: AllowedOrigins, expose_headers: ExposeHeaders,"
                " max_age_seconds: MaxAgeSeconds}"
            )
        },
        absent=NO_CORS,
        facts=_facts(nothing_to_judge="it says whose pages may read answers; who gets any is judged with the bucket"),
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
            "routing_rules": routing_rules,
        },
        absent=NO_WEBSITE,
        facts=_facts(nothing_to_judge="a site of what a bucket has; who may read that is judged with the bucket"),
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
        facts=TypeFacts(nothing_to_judge="it tells others of objects; who may is judged with what is told"),
    ),
    _part(
        "aws_s3_bucket_acl",
        "GetBucketAcl",
        {
            "access_control_policy": (
                f"[{{owner: [Owner][].{{id: ID, display_name: DisplayName}}, grant: Grants[].{_GRANT}}}]"
            )
        },
        owned=is_private,  # every bucket has it; only one that gives more than the owner has is somebody's
        facts=_facts("acl", meanings={"acl": Meaning.EXPOSURE}),
    ),
    _part(
        "aws_s3_bucket_replication_configuration",
        "GetBucketReplication",
        {
            "role": "ReplicationConfiguration.Role",
            "rule": lambda answer: [replication_rule(rule) for rule in answer["ReplicationConfiguration"]["Rules"]],
        },
        absent=NO_REPLICATION,
        facts=TypeFacts(
            terraform_only=frozenset({"token"}),
            nothing_to_judge="it copies objects to another bucket; who may is judged with its role",
        ),
    ),
    _part(
        "aws_s3_bucket_accelerate_configuration",
        "GetBucketAccelerateConfiguration",
        {"status": "Status"},
        where="Status",
        facts=_facts(nothing_to_judge="a faster way to a bucket, which is judged itself"),
    ),
    _part(
        "aws_s3_bucket_request_payment_configuration",
        "GetBucketRequestPayment",
        {"payer": "Payer"},
        owned="Payer == 'BucketOwner'",  # what every bucket begins with
        facts=_facts(implied={"payer": "BucketOwner"}, nothing_to_judge="it says who pays"),
    ),
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
        absent=NO_LOCK,
        where="ObjectLockConfiguration.Rule",
        facts=_facts("token"),
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
        TypeFacts(nothing_to_judge="it says when objects become cheaper to keep"),
    ),
    _named(
        "aws_s3_bucket_metric",
        "ListBucketMetricsConfigurations",
        "MetricsConfigurationList",
        {
            "filter": (
                "one({access_point: Filter.AccessPointArn || Filter.And.AccessPointArn,"
                f" prefix: {_FILTER_PREFIX}, tags: {_FILTER_TAGS}}})"
            )
        },
        TypeFacts(nothing_to_judge="it counts requests"),
    ),
    _named(
        "aws_s3_bucket_analytics_configuration",
        "ListBucketAnalyticsConfigurations",
        "AnalyticsConfigurationList",
        {
            "filter": f"one({_FILTERED})",
            "storage_class_analysis": (
                "[StorageClassAnalysis.DataExport][].{data_export: [{output_schema_version: OutputSchemaVersion,"
                " destination: [Destination.S3BucketDestination][].{s3_bucket_destination: [{bucket_arn: Bucket,"
                " bucket_account_id: BucketAccountId, format: Format, prefix: Prefix}]}}]}"
            ),
        },
        TypeFacts(nothing_to_judge="it counts what is read"),
    ),
    _named(
        "aws_s3_bucket_inventory",
        "ListBucketInventoryConfigurations",
        "InventoryConfigurationList",
        {
            "enabled": "IsEnabled",
            "included_object_versions": "IncludedObjectVersions",
            "optional_fields": "ordered(OptionalFields)",
            "schedule": "one({frequency: Schedule.Frequency})",
            "filter": "one({prefix: Filter.Prefix})",
            "destination": (
                "[Destination.S3BucketDestination][].{bucket: [{bucket_arn: Bucket, account_id: AccountId,"
                " format: Format, prefix: Prefix, encryption: [Encryption][].{"
                "sse_kms: [SSEKMS][].{key_id: KeyId}, sse_s3: [SSES3][]}}]}"
            ),
        },
        TypeFacts(nothing_to_judge="it writes a list of objects"),
    ),
)
SERVICES = (Service(name="s3", types=(BUCKET, *_CONFIGURATIONS), is_global=True),)
