"""Checkov over 1,000 resources of IAM: the first time, and again where nothing has changed.

Run with `make bench`. The limits are those of the product: 5 s and 1 GB, and 1 s from what was kept, with the same
findings. What Checkov takes longest for, the six checks that work out what a policy lets somebody do, is answered by
our own facts. What the plain command takes for the same, as a plan, is printed beside it.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from policies.evaluators.checkov.tool import VERSION
from tests.bench.test_policy_command_speed import NAME
from tests.checkov import find_checkov

pytestmark = [pytest.mark.bench, pytest.mark.tool]
COUNT = 250  # roles, each with a policy and two inline ones
COLD, WARM, MEMORY = 5.0, 1.0, 1024  # seconds, and MB of the command with its children
_SERVICES = ("s3", "ec2", "sqs", "sns", "dynamodb", "lambda", "logs", "kms", "iam", "rds")
_TOOK = re.compile(r"evaluator=checkov .*seconds=([\d.]+)")
_ACCOUNT = "arn:aws:iam::111122223333"


def document(number: int) -> str:
    """Return a policy of eight statements that let somebody do everything in a service or two."""

    def statement(index: int) -> dict[str, Any]:
        own, other = (_SERVICES[at % len(_SERVICES)] for at in (number, number + index))
        wide = f"{other}:*"
        resource = "*" if (number + index) % 3 == 0 else f"arn:aws:{own}:::thing-{number}-{index}"
        return {"Sid": f"S{index}", "Effect": "Allow", "Action": [f"{own}:*", wide], "Resource": resource}

    return json.dumps({"Version": "2012-10-17", "Statement": [statement(index) for index in range(8)]})


def attributes() -> dict[str, dict[str, Any]]:
    """Return the attributes of all resources by their addresses."""
    service = {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
    trust = json.dumps({"Version": "2012-10-17", "Statement": [service]})
    found: dict[str, dict[str, Any]] = {}
    for number in range(COUNT):
        arn = f"{_ACCOUNT}:policy/p{number}"
        found[f"aws_iam_role.r{number}"] = {"id": f"r{number}", "name": f"r{number}", "assume_role_policy": trust}
        managed = {"id": arn, "arn": arn, "name": f"p{number}", "policy": document(number)}
        found[f"aws_iam_policy.p{number}"] = managed
        for place in range(2):
            inline = {
                "id": f"r{number}:i{place}",
                "role": f"r{number}",
                "policy": document(COUNT * (place + 1) + number),
            }
            found[f"aws_iam_role_policy.i{number}_{place}"] = inline
    return found


def write_state(folder: Path) -> None:
    provider = 'provider["registry.terraform.io/hashicorp/aws"]'
    resources = []
    for address, values in attributes().items():
        type_, name = address.split(".")
        instance = {"schema_version": 0, "attributes": values}
        entry = {"mode": "managed", "type": type_, "name": name, "provider": provider, "instances": [instance]}
        resources.append(entry)
    head = {"version": 4, "terraform_version": "1.9.0", "serial": 1, "lineage": "l", "outputs": {}}
    (folder / NAME).write_text(json.dumps({**head, "resources": resources}))


def write_plan(folder: Path) -> None:
    """Write the same as a plan, which the plain command reads."""
    resources, changes = [], []
    for address, values in attributes().items():
        type_, name = address.split(".")
        entry = {"address": address, "mode": "managed", "type": type_, "name": name}
        told = {key: value for key, value in values.items() if key != "id"}
        resources.append({**entry, "values": told})
        changes.append({**entry, "change": {"actions": ["create"], "before": None, "after": told}})
    planned = {"planned_values": {"root_module": {"resources": resources}}, "resource_changes": changes}
    (folder / "plan.json").write_text(json.dumps({"format_version": "1.2", "terraform_version": "1.9.0", **planned}))


def checked(folder: Path) -> tuple[float, float, list[str]]:
    """Return how long Checkov was asked in seconds, the most memory of the command in MB, and the findings."""
    command = [sys.executable, "-m", "cli", "policy", "check", f"tfstate:{NAME}", "--checkov", "--format", "json", "-v"]
    with (folder / "out.json").open("wb") as out, (folder / "err.txt").open("wb") as err:
        actions = [(os.POSIX_SPAWN_DUP2, stream.fileno(), at) for at, stream in ((1, out), (2, err))]
        words = ["sh", "-c", 'cd "$0" && exec "$@"', str(folder), *command]
        child = os.posix_spawn("/bin/sh", words, dict(os.environ), file_actions=actions)
        _, status, used = os.wait4(child, 0)
    assert os.waitstatus_to_exitcode(status) in (0, 1, 3)
    took = _TOOK.search((folder / "err.txt").read_text())
    assert took is not None
    document = json.loads((folder / "out.json").read_bytes())
    return float(took[1]), used.ru_maxrss / 1024, [finding["fingerprint"] for finding in document["findings"]]


def test_a_thousand_resources_of_iam(tmp_path: Path) -> None:
    program = find_checkov()
    write_state(tmp_path)
    cold, memory, found = checked(tmp_path)
    warm, _, again = checked(tmp_path)
    write_plan(tmp_path)
    start = time.perf_counter()
    plain = [str(program), "-f", "plan.json", "--framework", "terraform_plan", "--compact", "--quiet"]
    subprocess.run(plain, cwd=tmp_path, check=False, capture_output=True, timeout=600)
    alone = time.perf_counter() - start
    print(  # noqa: T201 - the figures are the result
        f"\nCheckov {VERSION} on {4 * COUNT} resources: {cold:.2f} s (limit {COLD}), again {warm:.2f} s "
        f"(limit {WARM}), {memory:.0f} MB (limit {MEMORY}); the plain command {alone:.1f} s"
    )
    assert found
    assert again == found
    assert cold <= COLD
    assert warm <= WARM
    assert memory <= MEMORY
