"""Changes to buckets: what makes them public, unprotected, or copied elsewhere."""

from __future__ import annotations

from fixtures.estate.changes import Change

_OWNER = "75aa57f09aa0c8caeab4f8c24e99d10f8e7faeebf76c078efc7c6caea54ba06a"  # what moto calls the owner of all buckets

CHANGES = (
    Change(
        address="aws_s3_object.one",
        path="etag",
        service="s3",
        call="put_object",
        parameters={
            "Bucket": "{bucket}",
            "Key": "{key}",
            "Body": "another",
            "ContentType": "application/json",
            "CacheControl": "no-store",
            "Metadata": {"stage": "services"},
            "Tagging": "Estate=services&Team=orders",
        },
    ),
    Change(
        address="aws_s3_bucket_public_access_block.one",
        path="",
        service="s3",
        call="delete_public_access_block",
        parameters={"Bucket": "{bucket}"},
    ),
    Change(
        address="aws_s3_bucket_policy.one",
        path="policy",
        service="s3",
        call="put_bucket_policy",
        parameters={
            "Bucket": "{bucket}",
            "Policy": (
                '{"Version":"2012-10-17","Statement":[{"Sid":"Encrypted","Effect":"Deny","Action":"s3:*",'
                '"Resource":"arn:aws:s3:::services-one/*","Principal":"*"}]}'
            ),
        },
    ),
    Change(
        address="aws_s3_bucket_versioning.logs",
        path="versioning_configuration",
        service="s3",
        call="put_bucket_versioning",
        parameters={"Bucket": "{bucket}", "VersioningConfiguration": {"Status": "Suspended"}},
    ),
    Change(
        address="aws_s3_bucket.one",
        path="grant",
        service="s3",
        call="put_bucket_acl",
        parameters={"Bucket": "{bucket}", "GrantFullControl": f"id={_OWNER}", "GrantRead": f"id={'5' * 64}"},
    ),
    Change(
        address="aws_s3_bucket_acl.logs",
        path="access_control_policy",
        service="s3",
        call="put_bucket_acl",
        parameters={
            "Bucket": "{bucket}",
            "GrantFullControl": f"id={_OWNER}",
            "GrantReadACP": "uri=http://acs.amazonaws.com/groups/s3/LogDelivery",
            "GrantRead": "uri=http://acs.amazonaws.com/groups/global/AllUsers",
        },
    ),
    Change(
        address="aws_s3_bucket_object_lock_configuration.one",
        path="rule",
        service="s3",
        call="put_object_lock_configuration",
        parameters={
            "Bucket": "{bucket}",
            "ObjectLockConfiguration": {
                "ObjectLockEnabled": "Enabled",
                "Rule": {"DefaultRetention": {"Mode": "GOVERNANCE", "Days": 1}},
            },
        },
    ),
    Change(
        address="aws_s3_bucket_logging.one",
        path="",
        service="s3",
        call="put_bucket_logging",
        parameters={"Bucket": "{bucket}", "BucketLoggingStatus": {}},
    ),
    Change(
        address="aws_s3_bucket_server_side_encryption_configuration.one",
        path="rule",
        service="s3",
        call="put_bucket_encryption",
        parameters={
            "Bucket": "{bucket}",
            "ServerSideEncryptionConfiguration": {
                "Rules": [
                    {
                        "ApplyServerSideEncryptionByDefault": {
                            "SSEAlgorithm": "aws:kms",
                            "KMSMasterKeyID": "arn:aws:kms:eu-west-1:999999999999:key/elsewhere",
                        },
                        "BucketKeyEnabled": True,
                    }
                ]
            },
        },
    ),
    Change(
        address="aws_s3_bucket.inline",
        path="policy",
        service="s3",
        call="delete_bucket_policy",
        parameters={"Bucket": "{bucket}"},
    ),
    Change(
        address="aws_s3_bucket.inline",
        path="replication_configuration",
        service="s3",
        call="put_bucket_replication",
        parameters={
            "Bucket": "{bucket}",
            "ReplicationConfiguration": {
                "Role": "arn:aws:iam::123456789012:role/shared",
                "Rules": [
                    {
                        "ID": "copy",
                        "Status": "Enabled",
                        "Priority": 2,
                        "Filter": {"Prefix": ""},
                        "DeleteMarkerReplication": {"Status": "Disabled"},
                        "Destination": {"Bucket": "arn:aws:s3:::services-one", "StorageClass": "STANDARD_IA"},
                    }
                ],
            },
        },
    ),
)
