"""The list of services that are read; a new one is added here and nowhere else."""

from __future__ import annotations

from snapshots.aws.reading.permissions import action
from snapshots.aws.reading.service import ResourceType, Service
from snapshots.aws.services import (
    accessanalyzer,
    acm,
    apigateway,
    apigatewayv2,
    autoscaling,
    backup,
    cloud_control,
    cloudfront,
    cloudtrail,
    cloudwatch,
    config,
    dynamodb,
    ec2,
    ec2_images,
    ecr,
    ecs,
    efs,
    eks,
    elasticache,
    elbv2,
    events,
    firehose,
    guardduty,
    iam,
    kinesis,
    kms,
    lambda_,
    launch_templates,
    logs,
    network_acls,
    network_interfaces,
    opensearch,
    rds,
    redshift,
    route53,
    s3,
    s3control,
    secretsmanager,
    security_groups,
    securityhub,
    sns,
    sqs,
    ssm,
    stepfunctions,
    vpc,
    vpc_endpoints,
    vpc_gateways,
    vpc_settings,
    wafv2,
)

SERVICES: tuple[Service, ...] = (
    accessanalyzer.SERVICE,
    acm.SERVICE,
    apigateway.SERVICE,
    apigatewayv2.SERVICE,
    autoscaling.SERVICE,
    backup.SERVICE,
    cloudfront.SERVICE,
    cloudtrail.SERVICE,
    cloudwatch.SERVICE,
    cloudwatch.DASHBOARDS,
    config.SERVICE,
    dynamodb.SERVICE,
    Service(
        name="ec2",
        types=(
            *ec2.TYPES,
            *ec2_images.TYPES,
            *launch_templates.TYPES,
            *network_acls.TYPES,
            *network_interfaces.TYPES,
            *security_groups.TYPES,
            *vpc.TYPES,
            *vpc_endpoints.TYPES,
            *vpc_gateways.TYPES,
            *vpc_settings.TYPES,
        ),
    ),
    ecr.SERVICE,
    ecs.SERVICE,
    efs.SERVICE,
    eks.SERVICE,
    elasticache.SERVICE,
    elbv2.SERVICE,
    events.SERVICE,
    firehose.SERVICE,
    guardduty.SERVICE,
    iam.SERVICE,
    kinesis.SERVICE,
    kms.SERVICE,
    lambda_.SERVICE,
    logs.SERVICE,
    opensearch.SERVICE,
    rds.SERVICE,
    redshift.SERVICE,
    route53.SERVICE,
    s3.SERVICE,
    s3control.SERVICE,
    secretsmanager.SERVICE,
    securityhub.SERVICE,
    sns.SERVICE,
    sqs.SERVICE,
    ssm.SERVICE,
    stepfunctions.SERVICE,
    wafv2.SERVICE,
    wafv2.CLOUDFRONT,
)
RESOURCE_TYPES: tuple[ResourceType, ...] = tuple(
    sorted((type_ for service in SERVICES for type_ in service.types), key=lambda type_: type_.name)
)
TYPES: tuple[str, ...] = tuple(dict.fromkeys(type_.name for type_ in RESOURCE_TYPES))


def services(*, with_cloud_control: bool) -> tuple[Service, ...]:
    """Return the services that a source reads."""
    return (*SERVICES, cloud_control.SERVICE) if with_cloud_control else SERVICES


def actions(*, with_cloud_control: bool = False, with_events: bool = False) -> tuple[str, ...]:
    """Return the IAM actions that reading everything needs, sorted; `with_events` also what tells who changed it.

    Cloud Control also needs those of each type's own service, which only its handlers know.
    """
    events = ("cloudtrail:LookupEvents",) if with_events else ()
    found = {action(name) for service in services(with_cloud_control=with_cloud_control) for name in service.operations}
    return tuple(sorted({*found, *events, "ec2:DescribeRegions", "sts:GetCallerIdentity"}))
