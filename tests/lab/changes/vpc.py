"""Changes to routes, network ACLs, endpoints, flow logs and prefix lists."""

from __future__ import annotations

from fixtures.estate.changes import Change

CHANGES = (
    Change(
        address="aws_route.nat",
        path="",
        service="ec2",
        call="delete_route",
        parameters={"RouteTableId": "{route_table_id}", "DestinationCidrBlock": "{destination_cidr_block}"},
    ),
    Change(
        address="aws_network_acl.inline",
        path="ingress",
        service="ec2",
        call="create_network_acl_entry",
        parameters={
            "NetworkAclId": "{id}",
            "RuleNumber": 50,
            "Protocol": "-1",
            "RuleAction": "allow",
            "Egress": False,
            "CidrBlock": "0.0.0.0/0",
        },
    ),
    Change(
        address="aws_network_acl_rule.out",
        path="",
        service="ec2",
        call="delete_network_acl_entry",
        parameters={"NetworkAclId": "{network_acl_id}", "RuleNumber": 200, "Egress": True},
    ),
    Change(
        address="aws_vpc_endpoint.gateway",
        path="policy",
        service="ec2",
        call="modify_vpc_endpoint",
        parameters={
            "VpcEndpointId": "{id}",
            "PolicyDocument": '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":'
            '["s3:GetObject","s3:ListBucket","s3:PutObject"],"Resource":"*"}]}',
        },
    ),
    Change(
        address="aws_flow_log.network",
        path="",
        service="ec2",
        call="delete_flow_logs",
        parameters={"FlowLogIds": ["{id}"]},
    ),
    Change(
        address="aws_network_interface.one",
        path="source_dest_check",
        service="ec2",
        call="modify_network_interface_attribute",
        parameters={"NetworkInterfaceId": "{id}", "SourceDestCheck": {"Value": True}},
    ),
    Change(
        address="aws_default_security_group.peer",
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
        address="aws_vpc_ipv4_cidr_block_association.more",
        path="",
        service="ec2",
        call="disassociate_vpc_cidr_block",
        parameters={"AssociationId": "{id}"},
    ),
    Change(
        address="aws_ec2_tag.table",
        path="value",
        service="ec2",
        call="create_tags",
        parameters={"Resources": ["{resource_id}"], "Tags": [{"Key": "{key}", "Value": "nobody"}]},
    ),
)
