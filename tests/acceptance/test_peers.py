"""Where other tools of this field end with 0: each is a case that must not, by the installed program.

aws-comparator ends with 0 whatever it found. driftctl leaves a type out on both sides when it may not be read, and one
of several states when it cannot be.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import boto3
import pytest

from fixtures.estate.lab import aws_environment
from fixtures.estate.proxy import Fault, fault_proxy
from tests.acceptance.conftest import Program
from tests.engine.drift.states import entry, one, state

REGION = "eu-central-1"
TRUST = '{"Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": "%s"}}]}'
ROLE = {"name": "orders", "assume_role_policy": TRUST % "arn:aws:iam::111122223333:root"}


@pytest.fixture
def folder(tmp_path: Path) -> Program:
    return Program(tmp_path)


@pytest.mark.parametrize("verb", ["drift", "parity"])
@pytest.mark.parametrize(
    ("change", "more"),
    [
        ({"assume_role_policy": TRUST % "*"}, ()),
        ({"max_session_duration": 7200}, ()),
        ({"description": "another"}, ("--fail-on", "low")),
    ],
)
def test_a_difference_does_not_end_with_0(
    folder: Program, verb: str, change: Mapping[str, Any], more: tuple[str, ...]
) -> None:
    before = {**ROLE, "max_session_duration": 3600, "description": "orders"}
    folder.write("prod.tfstate", json.dumps(one("aws_iam_role", **before)))
    folder.write("preprod.tfstate", json.dumps(one("aws_iam_role", **{**before, **change})))
    done = folder(verb, "tfstate:prod.tfstate", "tfstate:preprod.tfstate", *more)
    (decision,) = (line for line in done.out.splitlines() if "  run 20" in line)
    assert (done.code, decision.split()[0]) == (1, "NO-GO"), done.out + done.err
    folder.write("again.tfstate", json.dumps(one("aws_iam_role", **before) | {"lineage": "bbbb"}, indent=1))
    assert folder(verb, "tfstate:prod.tfstate", "tfstate:again.tfstate", *more).code == 0


@pytest.mark.parametrize("verb", ["drift", "parity"])
def test_one_state_of_several_that_cannot_be_read_does_not_end_with_0(folder: Program, verb: str) -> None:
    whole = json.dumps(one("aws_iam_role", **ROLE))
    folder.write("prod.tfstate", whole)
    folder.write("states/a.tfstate", json.dumps(one("aws_iam_role", **ROLE) | {"lineage": "bbbb"}))
    assert folder(verb, "tfstate:prod.tfstate", "tfstate:states/").code == 0
    folder.write("states/b.tfstate", whole[: len(whole) // 2])
    for sides in (("tfstate:prod.tfstate", "tfstate:states/"), ("tfstate:states/", "tfstate:prod.tfstate")):
        done = folder(verb, *sides, "--format", "json")
        assert (done.code, json.loads(done.out)["decision"]) == (3, "INCONCLUSIVE")


@pytest.mark.parametrize(("fault", "reason"), [(Fault.DENIED, "access_denied"), (Fault.THROTTLED, "throttled")])
def test_one_type_that_may_not_be_read_does_not_end_with_0_and_hides_no_other(
    folder: Program, aws: str, fault: Fault, reason: str
) -> None:
    """To driftctl such a type is in no state either, and a throttled call ends the scan."""
    make: Any = boto3.client
    keys = {"aws_access_key_id": "testing", "aws_secret_access_key": "testing"}
    sqs = make("sqs", region_name=REGION, endpoint_url=aws, **keys)
    url = sqs.create_queue(QueueName="work", Attributes={"DelaySeconds": "7"})["QueueUrl"]
    queue = {"id": url, "url": url, "name": "work", "delay_seconds": 5, "region": REGION}
    table = {"id": "orders", "name": "orders", "billing_mode": "PAY_PER_REQUEST"}
    intended = state(entry("aws_sqs_queue", "work", queue), entry("aws_dynamodb_table", "orders", table))
    folder.write("live.tfstate", json.dumps(intended))
    with fault_proxy(aws) as proxy:
        proxy.operation, proxy.fault = "dynamodb:ListTables", fault
        environment = {**aws_environment(proxy.url), "AWS_CONFIG_FILE": os.devnull}
        done = folder("drift", "tfstate:live.tfstate", f"aws:@{REGION}", "--format", "json", env=environment)
    document = json.loads(done.out)
    assert done.code != 0
    assert document["decision"] != "GO"
    found = {(item["rule"], item["type"]) for item in document["findings"]}
    assert ("drift.changed", "aws_sqs_queue") in found
    assert "aws_dynamodb_table" not in {type_ for _, type_ in found}
    assert ("dynamodb:ListTables", reason) in {(gap["operation"], gap["reason"]) for gap in document["gaps"]}
