"""S3 for a whole account: the block of public access."""

from __future__ import annotations

from snapshots.aws.reading.service import Call, ResourceType, Service

_BLOCK = ResourceType(
    name="aws_s3_account_public_access_block",
    listing=Call(
        operation="GetPublicAccessBlock",
        items="PublicAccessBlockConfiguration",
        parameters={"AccountId": "_account"},
        absent=("NoSuchPublicAccessBlockConfiguration",),
    ),
    id="_account",
    attributes={
        "account_id": "_account",
        "block_public_acls": "BlockPublicAcls",
        "block_public_policy": "BlockPublicPolicy",
        "ignore_public_acls": "IgnorePublicAcls",
        "restrict_public_buckets": "RestrictPublicBuckets",
    },
)
SERVICES = (Service(name="s3control", types=(_BLOCK,), is_global=True, events="s3"),)
