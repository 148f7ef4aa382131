"""Hidden settings that lead into the other environment: each kind of carrier, with its own place and with the other's.

What is told by its form is shown (`snapshots.redaction`), of the rest the same fingerprint under a name that says where
something lies is told. What is hidden as a whole under a name that says nothing, such as user data, nobody can tell of.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from engine.model.outcome import Severity
from engine.model.snapshot import Resource, Snapshot
from engine.parity.hidden import place_of
from snapshots.redaction.redact import Redactor
from tests.builders import parity, resource, snapshot

REDACTOR = Redactor(b"k" * 32, "e")
ACCOUNTS = {"prod": "111111111111", "preprod": "222222222222"}
Carrier = Callable[[str, str], tuple[str, Mapping[str, Any]]]


def bucket(env: str) -> str:
    return f"acme-{env}-data"


def host(env: str) -> str:
    return f"{env}-main.c9akciq3{'2' if env == 'prod' else '7'}.eu-west-1.rds.amazonaws.com"


def queue(env: str) -> str:
    return f"https://sqs.eu-west-1.amazonaws.com/{ACCOUNTS[env]}/{env}-jobs"


def function(**variables: str) -> tuple[str, Mapping[str, Any]]:
    return "aws_lambda_function", {"environment": [{"variables": variables}]}


def container(own: str, **variables: str) -> tuple[str, Mapping[str, Any]]:
    pairs = [
        {"name": name, "value": value} for name, value in {**variables, "PASSWORD": f"S3cretPassw0rd-{own}"}.items()
    ]
    document = json.dumps([{"name": "app", "image": "app:1", "environment": pairs}])
    return "aws_ecs_task_definition", {"container_definitions": document}


def built(**variables: str) -> tuple[str, Mapping[str, Any]]:
    pairs = [{"name": name, "value": value, "type": "PLAINTEXT"} for name, value in variables.items()]
    return "aws_codebuild_project", {"environment": [{"environment_variable": pairs}]}


def setting(**variables: str) -> tuple[str, Mapping[str, Any]]:
    space = "aws:elasticbeanstalk:application:environment"
    pairs = [{"namespace": space, "name": name, "value": value, "resource": ""} for name, value in variables.items()]
    return "aws_elastic_beanstalk_environment", {"setting": pairs}


# Of each the environment that it belongs to and the one that it leads to, and how severe it is to lead elsewhere.
CARRIERS: Mapping[str, tuple[Carrier, Severity]] = {
    "bucket of a function": (lambda _, to: function(BUCKET=bucket(to)), Severity.HIGH),
    "host of a function": (lambda _, to: function(DB_HOST=host(to)), Severity.HIGH),
    "address with a password": (
        lambda own, to: function(DATABASE_URL=f"postgres://app:S3cret{own}Passw0rd@{host(to)}:5432/app"),
        Severity.HIGH,
    ),
    "queue of a function": (lambda _, to: function(QUEUE_URL=queue(to)), Severity.HIGH),
    "ARN of a function": (
        lambda _, to: function(TARGET=f"arn:aws:sqs:eu-west-1:{ACCOUNTS[to]}:{to}-jobs"),
        Severity.HIGH,
    ),
    "account of a function": (lambda _, to: function(AWS_ACCOUNT_ID=ACCOUNTS[to]), Severity.HIGH),
    "zone of a function": (lambda _, to: function(hostedZoneId=f"Z0{to.upper()}ABCDEF12345"), Severity.HIGH),
    "table of a function": (lambda _, to: function(ORDERS_TABLE=f"{to}-orders"), Severity.MEDIUM),
    "bucket of a container": (lambda own, to: container(own, UPLOADS_BUCKET=bucket(to)), Severity.HIGH),
    "host of a container": (lambda own, to: container(own, DB=host(to)), Severity.HIGH),
    "bucket of a build": (lambda _, to: built(ARTIFACT_BUCKET=bucket(to)), Severity.HIGH),
    "bucket of a setting": (lambda _, to: setting(S3_BUCKET=bucket(to)), Severity.HIGH),
}


def environment(own: str, to: str, carrier: Carrier) -> Snapshot:
    type_, attributes = carrier(own, to)
    name = {"id": f"{own}-app", "name": f"{own}-app"}
    there: list[Resource] = [
        resource("aws_s3_bucket", {"id": bucket(own), "bucket": bucket(own), "arn": f"arn:aws:s3:::{bucket(own)}"}),
        resource("aws_db_instance", {"id": f"db-{own}ABCDEFGHIJK", "identifier": f"{own}-main", "address": host(own)}),
        resource(
            "aws_sqs_queue",
            {"id": queue(own), "url": queue(own), "arn": f"arn:aws:sqs:eu-west-1:{ACCOUNTS[own]}:{own}-jobs"},
        ),
        resource(type_, REDACTOR.resource(type_, {**name, **attributes})),
    ]
    return snapshot(*there, environment=own)


@pytest.mark.parametrize("name", CARRIERS)
def test_what_leads_into_the_reference_is_told(name: str) -> None:
    carrier, severity = CARRIERS[name]
    report = parity(environment("prod", "prod", carrier), environment("preprod", "prod", carrier))
    assert [found.severity for found in report.findings] == [severity], [one.message for one in report.findings]


@pytest.mark.parametrize("name", CARRIERS)
def test_what_leads_to_its_own_is_not(name: str) -> None:
    carrier, _ = CARRIERS[name]
    report = parity(environment("prod", "prod", carrier), environment("preprod", "preprod", carrier))
    assert [one.message for one in report.findings] == []


def test_what_both_have_and_leads_nowhere_is_not() -> None:
    told = {"LOG_LEVEL": "information", "TIMEOUT_SECONDS": "300", "FEATURES": "search,basket"}
    sides = [environment(own, own, lambda *_: function(**told)) for own in ("prod", "preprod")]
    assert parity(*sides).findings == ()


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("BUCKET", "bucket"),
        ("S3_BUCKET_NAME", "bucket"),
        ("uploadsBucket", "bucket"),
        ("DB_HOST", "host"),
        ("DATABASE_URL", "address"),
        ("awsAccountId", "account"),
        ("HOSTED_ZONE_ID", "zone"),
        ("LOG_LEVEL", ""),
        ("GHOST", ""),
        ("TABLEAU", ""),
    ],
)
def test_what_a_name_says(name: str, place: str) -> None:
    assert place_of(name) == place
