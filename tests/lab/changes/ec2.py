"""Changes to instances, security groups and route tables."""

from __future__ import annotations

from fixtures.estate.changes import Change

CHANGES = (
    Change(
        address="aws_security_group.inline",
        path="ingress",
        service="ec2",
        call="authorize_security_group_ingress",
        parameters={
            "GroupId": "{id}",
            "IpPermissions": [
                {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
            ],
        },
    ),
    Change(
        address="aws_vpc_security_group_ingress_rule.web",
        path="",
        service="ec2",
        call="revoke_security_group_ingress",
        parameters={"GroupId": "{security_group_id}", "SecurityGroupRuleIds": ["{id}"]},
    ),
    Change(
        address="aws_security_group_rule.group",
        path="",
        service="ec2",
        call="revoke_security_group_ingress",
        parameters={"GroupId": "{security_group_id}", "SecurityGroupRuleIds": ["{security_group_rule_id}"]},
    ),
    Change(
        address="aws_instance.one",
        path="metadata_options.0.http_tokens",
        service="ec2",
        call="modify_instance_metadata_options",
        parameters={
            "InstanceId": "{id}",
            "HttpTokens": "optional",
            "HttpEndpoint": "enabled",
            "HttpPutResponseHopLimit": 2,
            "InstanceMetadataTags": "enabled",
        },
    ),
    Change(
        address="aws_instance.one",
        path="instance_state",
        service="ec2",
        call="stop_instances",
        parameters={"InstanceIds": ["{id}"], "Force": True},
    ),
    Change(
        address="aws_route_table.one",
        path="route",
        service="ec2",
        call="delete_route",
        parameters={"RouteTableId": "{id}", "DestinationCidrBlock": "0.0.0.0/0"},
    ),
    Change(
        address="aws_ebs_volume.one",
        path="",
        service="ec2",
        call="delete_volume",
        parameters={"VolumeId": "{id}"},
    ),
)
