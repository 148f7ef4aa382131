"""Changes to identities and what they may do."""

from __future__ import annotations

from fixtures.estate.changes import Change

_EVERYWHERE = (
    '{"Version":"2012-10-17","Statement":[{"Sid":"Read","Effect":"Allow","Resource":"*",'
    '"Action":["s3:GetObject","s3:GetObjectTagging"]}]}'
)
_ANYBODY = (
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole",'
    '"Principal":{"Service":"lambda.amazonaws.com","AWS":"*"},'
    '"Condition":{"StringEquals":{"sts:ExternalId":"orders"}}}]}'
)

CHANGES = (
    Change(
        address="aws_iam_role.one",
        path="assume_role_policy",
        service="iam",
        call="update_assume_role_policy",
        parameters={"RoleName": "{name}", "PolicyDocument": _ANYBODY},
    ),
    Change(
        address="aws_iam_role.one",
        path="permissions_boundary",
        service="iam",
        call="delete_role_permissions_boundary",
        parameters={"RoleName": "{name}"},
    ),
    Change(
        address="aws_iam_user_policy.one",
        path="policy",
        service="iam",
        call="put_user_policy",
        parameters={"UserName": "{user}", "PolicyName": "{name}", "PolicyDocument": _EVERYWHERE},
    ),
    Change(
        address="aws_iam_policy.one",
        path="policy",
        service="iam",
        call="create_policy_version",
        parameters={"PolicyArn": "{arn}", "PolicyDocument": _EVERYWHERE, "SetAsDefault": True},
    ),
    Change(
        address="aws_iam_access_key.one",
        path="status",
        service="iam",
        call="update_access_key",
        parameters={"UserName": "{user}", "AccessKeyId": "{id}", "Status": "Active"},
    ),
    Change(
        address="aws_iam_account_password_policy.one",
        path="",
        service="iam",
        call="delete_account_password_policy",
    ),
    Change(
        address="aws_iam_openid_connect_provider.one",
        path="thumbprint_list",
        service="iam",
        call="update_open_id_connect_provider_thumbprint",
        parameters={"OpenIDConnectProviderArn": "{arn}", "ThumbprintList": ["0" * 40]},
    ),
    Change(
        address="aws_iam_group_policy_attachment.one",
        path="",
        service="iam",
        call="detach_group_policy",
        parameters={"GroupName": "{group}", "PolicyArn": "{policy_arn}"},
    ),
    Change(
        address="aws_iam_role.inline",
        path="inline_policy",
        service="iam",
        call="put_role_policy",
        parameters={"RoleName": "{name}", "PolicyName": "read", "PolicyDocument": _EVERYWHERE},
    ),
    Change(
        address="aws_iam_role.shared",
        path="managed_policy_arns",
        service="iam",
        call="attach_role_policy",
        parameters={"RoleName": "{name}", "PolicyArn": "arn:aws:iam::123456789012:policy/orders/one"},
    ),
)
