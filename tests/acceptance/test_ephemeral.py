"""Environments that are made for a while: one that lives too long, and what is left after a destroy."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from fixtures.estate.lab import aws_environment, aws_server
from tests.acceptance.conftest import Program

pytestmark = pytest.mark.wide

CONFIG = """version: 1
environments:
  pr-7:
    desired: [{ tfstate: pr.tfstate }]
    observed: [{ aws: { regions: [eu-west-1] } }]
    ephemeral: { lifetime: 8h }
    scope: { tags: { pr: "7" } }
gates: { drift: {} }
"""
QUEUES = ("orders", "events")


@pytest.fixture(name="url")
def _url() -> Iterator[str]:
    with aws_server("111122223333") as url:
        yield url


def client(url: str) -> Any:
    make: Any = boto3.client
    keys = {"aws_access_key_id": "testing", "aws_secret_access_key": "testing"}
    return make("sqs", region_name="eu-west-1", endpoint_url=url, **keys)


def make(url: str) -> list[str]:
    """Make the queues of the environment and return their addresses, which are their ids."""
    sqs = client(url)
    return [sqs.create_queue(QueueName=name, tags={"pr": "7"})["QueueUrl"] for name in QUEUES]


def state(serial: int, urls: list[str]) -> str:
    resources = [
        {
            "mode": "managed",
            "type": "aws_sqs_queue",
            "name": name,
            "provider": 'provider["registry.terraform.io/hashicorp/aws"]',
            "instances": [
                {
                    "schema_version": 0,
                    "attributes": {
                        "id": url,
                        "url": url,
                        "name": name,
                        "arn": f"arn:aws:sqs:eu-west-1:111122223333:{name}",
                        "tags": {"pr": "7"},
                        "tags_all": {"pr": "7"},
                    },
                }
            ],
        }
        for name, url in zip(QUEUES, urls, strict=False)
    ]
    told = {"version": 4, "terraform_version": "1.11.4", "serial": serial, "lineage": "life-1", "outputs": {}}
    return json.dumps({**told, "resources": resources})


def drift(program: Program, url: str, hour: int) -> tuple[int, dict[str, Any]]:
    when = f"2026-11-20T{hour:02}:00:00Z"
    done = program("drift", "pr-7", "--as-of", when, "--format", "json", env=aws_environment(url))
    found: dict[str, Any] = json.loads(done.out)
    return done.code, found


def rules(found: dict[str, Any]) -> list[tuple[str, str]]:
    return sorted((entry["rule"], entry["address"]) for entry in found["findings"])


def test_what_lives_too_long_and_what_is_left_after_it(program: Program, url: str) -> None:
    program.write("driftgate.yaml", CONFIG)
    urls = make(url)
    program.write("pr.tfstate", state(1, urls))
    _, found = drift(program, url, 1)
    assert ("drift.overdue", "") not in rules(found)

    code, found = drift(program, url, 10)
    assert code == 1
    assert ("drift.overdue", "") in rules(found)
    (told,) = [entry["message"] for entry in found["findings"] if entry["rule"] == "drift.overdue"]
    assert told == "the environment is there since 2026-11-20T01:00:00Z at least, longer than its lifetime of 8h"

    program.write("pr.tfstate", state(2, []))
    client(url).delete_queue(QueueUrl=urls[0])
    code, found = drift(program, url, 11)
    assert (code, rules(found)) == (1, [("drift.leftover", "aws_sqs_queue.events")])
    assert "aws_sqs_queue.events is left over: its environment was destroyed" in found["findings"][0]["message"]

    client(url).delete_queue(QueueUrl=urls[1])
    code, found = drift(program, url, 12)
    assert (code, found["decision"], found["findings"], found["gaps"]) == (0, "GO", [], [])
    assert found["gates"][0]["evaluated"] == len(QUEUES)
