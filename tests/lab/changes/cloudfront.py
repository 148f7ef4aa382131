"""Changes to distributions and origin access controls."""

from __future__ import annotations

from fixtures.estate.changes import Change

CHANGES = (
    Change(
        address="aws_cloudfront_distribution.shop",
        path="tags",
        service="cloudfront",
        call="tag_resource",
        parameters={"Resource": "{arn}", "Tags": {"Items": [{"Key": "Team", "Value": "nobody"}]}},
    ),
    Change(
        address="aws_cloudfront_origin_access_control.shop",
        path="signing_behavior",
        service="cloudfront",
        call="update_origin_access_control",
        parameters={
            "Id": "{id}",
            "IfMatch": "{etag}",
            "OriginAccessControlConfig": {
                "Name": "{name}",
                "Description": "{description}",
                "OriginAccessControlOriginType": "s3",
                "SigningBehavior": "never",
                "SigningProtocol": "sigv4",
            },
        },
    ),
    Change(
        address="aws_cloudfront_origin_access_control.shop",
        path="",
        service="cloudfront",
        call="delete_origin_access_control",
        parameters={"Id": "{id}", "IfMatch": "{etag}"},
    ),
)
