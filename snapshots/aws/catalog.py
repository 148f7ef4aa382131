"""The list of services that are read; a new one is added here and nowhere else."""

from __future__ import annotations

from snapshots.aws import dynamodb, ec2, iam, kms, lambda_, logs, rds, s3, sns, sqs
from snapshots.aws.service import ACTIONS, Service

SERVICES: tuple[Service, ...] = (
    dynamodb.SERVICE,
    ec2.SERVICE,
    iam.SERVICE,
    kms.SERVICE,
    lambda_.SERVICE,
    logs.SERVICE,
    rds.SERVICE,
    s3.SERVICE,
    sns.SERVICE,
    sqs.SERVICE,
)
TYPES: tuple[str, ...] = tuple(sorted(type_ for service in SERVICES for type_ in service.types))


def actions() -> tuple[str, ...]:
    """Return the IAM actions that reading everything needs, sorted."""
    found = {ACTIONS.get(name, name) for service in SERVICES for name in service.operations}
    return tuple(sorted({*found, "sts:GetCallerIdentity"}))
