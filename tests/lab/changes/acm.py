"""Changes to certificates."""

from __future__ import annotations

from fixtures.estate.changes import Change

CHANGES = (
    Change(
        address="aws_acm_certificate.shop",
        path="tags",
        service="acm",
        call="add_tags_to_certificate",
        parameters={"CertificateArn": "{arn}", "Tags": [{"Key": "Team", "Value": "nobody"}]},
    ),
    Change(
        address="aws_acm_certificate.mail",
        path="",
        service="acm",
        call="delete_certificate",
        parameters={"CertificateArn": "{arn}"},
    ),
)
