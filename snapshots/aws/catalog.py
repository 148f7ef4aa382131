"""The list of services that are read; a new one is added here and nowhere else."""

from __future__ import annotations

from snapshots.aws import (
    accessanalyzer,
    cloudtrail,
    config,
    dynamodb,
    ec2,
    guardduty,
    iam,
    kms,
    lambda_,
    logs,
    rds,
    s3,
    s3control,
    secretsmanager,
    security_groups,
    securityhub,
    sns,
    sqs,
    ssm,
    vpc,
)
from snapshots.aws.permissions import action
from snapshots.aws.service import ResourceType, Service

SERVICES: tuple[Service, ...] = (
    accessanalyzer.SERVICE,
    cloudtrail.SERVICE,
    config.SERVICE,
    dynamodb.SERVICE,
    Service(name="ec2", types=(*ec2.TYPES, *security_groups.TYPES, *vpc.TYPES)),
    guardduty.SERVICE,
    iam.SERVICE,
    kms.SERVICE,
    lambda_.SERVICE,
    logs.SERVICE,
    rds.SERVICE,
    s3.SERVICE,
    s3control.SERVICE,
    secretsmanager.SERVICE,
    securityhub.SERVICE,
    sns.SERVICE,
    sqs.SERVICE,
    ssm.SERVICE,
)
RESOURCE_TYPES: tuple[ResourceType, ...] = tuple(
    sorted((type_ for service in SERVICES for type_ in service.types), key=lambda type_: type_.name)
)
TYPES: tuple[str, ...] = tuple(type_.name for type_ in RESOURCE_TYPES)


def actions() -> tuple[str, ...]:
    """Return the IAM actions that reading everything needs, sorted."""
    found = {action(name) for service in SERVICES for name in service.operations}
    return tuple(sorted({*found, "sts:GetCallerIdentity"}))
