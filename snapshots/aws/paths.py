"""What ways from the internet lead through in AWS: https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html."""

from __future__ import annotations

from engine.provider.paths import EndpointForm, PathForms

_GROUPS = ("vpc_security_group_ids",)
_INSTANCE = EndpointForm(
    flag="associate_public_ip_address",
    groups=_GROUPS,
    subnets=("subnet_id",),
    address="public_ip",
    by_subnet="map_public_ip_on_launch",
    attached={
        "aws_eip": ("instance", "network_interface"),
        "aws_eip_association": ("instance_id", "network_interface_id"),
    },
)

PATHS = PathForms(
    endpoints={
        "aws_instance": _INSTANCE,
        "aws_spot_instance_request": _INSTANCE,
        "aws_db_instance": EndpointForm(
            flag="publicly_accessible",
            groups=_GROUPS,
            subnet_group=("db_subnet_group_name", "aws_db_subnet_group", "subnet_ids"),
        ),
        "aws_redshift_cluster": EndpointForm(
            flag="publicly_accessible",
            groups=_GROUPS,
            subnet_group=("cluster_subnet_group_name", "aws_redshift_subnet_group", "subnet_ids"),
        ),
        "aws_mq_broker": EndpointForm(flag="publicly_accessible", groups=("security_groups",), subnets=("subnet_ids",)),
    },
    subnets=frozenset({"aws_subnet", "aws_default_subnet"}),
    networks=frozenset({"aws_vpc", "aws_default_vpc"}),
    groups=frozenset({"aws_security_group", "aws_default_security_group"}),
    tables=frozenset({"aws_route_table", "aws_default_route_table"}),
    gateways=frozenset({"aws_internet_gateway"}),
    network="vpc_id",
    main_table="main_route_table_id",
    block="route",
    gateway="gateway_id",
    prefix="igw-",
    destinations=("cidr_block",),
    own_destinations=("destination_cidr_block",),
    routes={"aws_route": "route_table_id"},
    associations={"aws_route_table_association": ("subnet_id", "route_table_id")},
    mains={"aws_main_route_table_association": ("vpc_id", "route_table_id")},
    default_groups={"aws_default_security_group": "vpc_id"},
    main_tables={"aws_default_route_table": ("vpc_id", "default_route_table_id")},
)
