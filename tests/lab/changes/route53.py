"""Changes to records, zones and health checks."""

from __future__ import annotations

from fixtures.estate.changes import Change

CHANGES = (
    Change(
        address="aws_route53_record.www",
        path="records",
        service="route53",
        call="change_resource_record_sets",
        parameters={
            "HostedZoneId": "{zone_id}",
            "ChangeBatch": {
                "Changes": [
                    {
                        "Action": "UPSERT",
                        "ResourceRecordSet": {
                            "Name": "{fqdn}",
                            "Type": "{type}",
                            "TTL": 300,
                            "ResourceRecords": [{"Value": "192.0.2.10"}],
                        },
                    }
                ]
            },
        },
    ),
    Change(
        address="aws_route53_record.short",
        path="",
        service="route53",
        call="change_resource_record_sets",
        parameters={
            "HostedZoneId": "{zone_id}",
            "ChangeBatch": {
                "Changes": [
                    {
                        "Action": "DELETE",
                        "ResourceRecordSet": {
                            "Name": "{fqdn}",
                            "Type": "{type}",
                            "TTL": 60,
                            "ResourceRecords": [{"Value": "www.shop.example"}],
                        },
                    }
                ]
            },
        },
    ),
    Change(
        address="aws_route53_health_check.api",
        path="resource_path",
        service="route53",
        call="update_health_check",
        parameters={
            "HealthCheckId": "{id}",
            "ResourcePath": "/always",
            "Regions": ["eu-west-1", "us-east-1", "us-west-1"],
        },
    ),
    Change(
        address="aws_route53_zone.public",
        path="comment",
        service="route53",
        call="update_hosted_zone_comment",
        parameters={"Id": "{zone_id}", "Comment": "mine now"},
    ),
)
