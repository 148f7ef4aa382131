"""Changes to file systems."""

from __future__ import annotations

from fixtures.estate.changes import Change

CHANGES = (
    Change(
        address="aws_efs_file_system_policy.one",
        path="policy",
        service="efs",
        call="put_file_system_policy",
        parameters={
            "FileSystemId": "{file_system_id}",
            "Policy": (
                '{"Version": "2012-10-17", "Statement": [{"Sid": "OnlyEncrypted", "Effect": "Allow", "Principal": "*",'
                ' "Action": "*", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}}]}'
            ),
        },
    ),
    Change(
        address="aws_efs_mount_target.one",
        path="security_groups",
        service="efs",
        call="modify_mount_target_security_groups",
        parameters={"MountTargetId": "{id}", "SecurityGroups": ["{security_groups[0]}", "sg-12345678"]},
    ),
    Change(
        address="aws_efs_file_system.one",
        path="lifecycle_policy",
        service="efs",
        call="put_lifecycle_configuration",
        parameters={"FileSystemId": "{id}", "LifecyclePolicies": [{"TransitionToIA": "AFTER_30_DAYS"}]},
    ),
    Change(
        address="aws_efs_access_point.one",
        path="",
        service="efs",
        call="delete_access_point",
        parameters={"AccessPointId": "{id}"},
    ),
)
