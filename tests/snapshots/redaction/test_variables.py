"""Of an environment's variables only names of AWS's things are shown, by their form; nothing that may be a secret."""

from __future__ import annotations

import json

import pytest

from engine.model.secret import is_secret_mark
from snapshots.redaction.redact import Redactor

REDACTOR = Redactor(b"k" * 32, "e")
HOST = "main.c9akciq32.eu-west-1.rds.amazonaws.com"
SECRET = "S3cretPassw0rd9"


@pytest.mark.parametrize(
    "value",
    [
        "arn:aws:sqs:eu-west-1:111111111111:jobs",
        HOST,
        f"{HOST}:5432",
        "https://sqs.eu-west-1.amazonaws.com/111111111111/jobs",
        "https://vpc-logs-abc.eu-west-1.es.amazonaws.com/",
    ],
)
def test_the_name_of_something_of_aws_is_shown(value: str) -> None:
    assert variable("PLACE", value) == value


@pytest.mark.parametrize("name", ["PASSWORD", "API_TOKEN", "DB_SECRET"])
def test_a_name_that_says_secret_shows_nothing(name: str) -> None:
    assert is_secret_mark(variable(name, HOST))


@pytest.mark.parametrize(
    "value",
    [
        "acme-prod-data",
        "correct-horse-battery",
        f"{HOST} {SECRET}",
        f"{SECRET}.amazonaws.com.evil.example",
        f"https://evil.example/?{HOST}",
        "111111111111",
    ],
)
def test_everything_else_is_hidden(value: str) -> None:
    assert is_secret_mark(variable("PLACE", value))


@pytest.mark.parametrize(
    "value",
    [
        f"postgres://app:{SECRET}@{HOST}:5432/app",
        f"amqps://{SECRET}@{HOST}",
        f"https://{HOST}/path/{SECRET}",
        f"https://{HOST}?token={SECRET}",
        f"redis://:{SECRET}@{HOST}#{SECRET}",
    ],
)
def test_of_an_address_the_host_is_shown_and_nothing_beside_it(value: str) -> None:
    shown = variable("URL", value)
    assert isinstance(shown, str)
    assert HOST in shown
    assert SECRET not in shown
    assert variable("URL", value.replace(SECRET, "another")) != shown


def variable(name: str, value: str) -> object:
    """Return what is shown of a variable of a function; a container shows no more of it."""
    told = REDACTOR.resource("aws_lambda_function", {"environment": [{"variables": {name: value}}]})
    pairs = json.dumps([{"name": "app", "environment": [{"name": name, "value": value}]}])
    listed = REDACTOR.resource("aws_ecs_task_definition", {"container_definitions": pairs})["container_definitions"]
    shown = told["environment"][0]["variables"][name]
    inside = json.loads(listed)[0]["environment"][0]["value"]
    assert is_secret_mark(inside) or (isinstance(inside, str) and isinstance(shown, str) and SECRET not in inside)
    return shown
