"""Changes to web ACLs, their sets and their logging."""

from __future__ import annotations

from fixtures.estate.changes import Change

CHANGES = (
    Change(
        address="aws_wafv2_ip_set.known",
        path="addresses",
        service="wafv2",
        call="update_ip_set",
        parameters={
            "Name": "{name}",
            "Id": "{id}",
            "Scope": "{scope}",
            "LockToken": "{lock_token}",
            "Description": "{description}",
            "Addresses": ["192.0.2.0/24", "198.51.100.7/32", "0.0.0.0/1"],
        },
    ),
    Change(
        address="aws_wafv2_web_acl_logging_configuration.edge",
        path="",
        service="wafv2",
        call="delete_logging_configuration",
        parameters={"ResourceArn": "{resource_arn}"},
    ),
    Change(
        address="aws_wafv2_web_acl.edge",
        path="tags",
        service="wafv2",
        call="tag_resource",
        parameters={"ResourceARN": "{arn}", "Tags": [{"Key": "Team", "Value": "nobody"}]},
    ),
    Change(
        address="aws_wafv2_web_acl.edge",
        path="",
        service="wafv2",
        call="delete_web_acl",
        parameters={"Name": "{name}", "Id": "{id}", "Scope": "{scope}", "LockToken": "{lock_token}"},
    ),
)
