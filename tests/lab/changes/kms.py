"""Changes to keys."""

from __future__ import annotations

from fixtures.estate.changes import Change

CHANGES = (
    Change(
        address="aws_kms_key.one",
        path="policy",
        service="kms",
        call="put_key_policy",
        parameters={
            "KeyId": "{key_id}",
            "PolicyName": "default",
            "Policy": (
                '{"Version":"2012-10-17","Statement":[{"Sid":"Root","Effect":"Allow","Action":"kms:*",'
                '"Resource":"*","Principal":{"AWS":"*"}}]}'
            ),
        },
    ),
    Change(
        address="aws_kms_key.one",
        path="enable_key_rotation",
        service="kms",
        call="disable_key_rotation",
        parameters={"KeyId": "{key_id}"},
    ),
    Change(
        address="aws_kms_key.signing",
        path="",
        service="kms",
        call="schedule_key_deletion",
        parameters={"KeyId": "{key_id}", "PendingWindowInDays": 7},
    ),
)
