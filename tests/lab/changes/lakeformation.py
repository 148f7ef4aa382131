"""Changes to grants in Lake Formation."""

from __future__ import annotations

from fixtures.estate.changes import Change

_TO = {"DataLakePrincipalIdentifier": "{principal}"}

CHANGES = (
    Change(
        address="aws_lakeformation_permissions.database",
        path="permissions",
        service="lakeformation",
        call="grant_permissions",
        parameters={"Principal": _TO, "Resource": {"Database": {"Name": "lake"}}, "Permissions": ["DROP"]},
    ),
    Change(
        address="aws_lakeformation_permissions.location",
        path="",
        service="lakeformation",
        call="revoke_permissions",
        parameters={
            "Principal": _TO,
            "Resource": {"DataLocation": {"ResourceArn": "arn:aws:s3:::lake"}},
            "Permissions": ["DATA_LOCATION_ACCESS"],
            "PermissionsWithGrantOption": ["DATA_LOCATION_ACCESS"],
        },
    ),
)
