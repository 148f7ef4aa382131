"""Drift takes no longer than the changes of one resource: shapes in which all of a large one changed, twice and again.

Run with `make bench`.
"""

from __future__ import annotations

import gc
import json
from collections.abc import Callable, Mapping
from itertools import pairwise
from time import process_time
from typing import Any

import pytest

from engine.model.snapshot import Resource
from tests.builders import drift, observed, resource, snapshot

SIZES = (1600, 3200, 6400)
LIMIT = 2.5  # times as long for a resource that is twice as large
FLOOR = 0.15  # seconds: below that nothing can be said on these machines


def elements(number: int, side: int) -> tuple[str, dict[str, Any]]:
    """Return a type that nobody knows, with a list of objects."""
    return "aws_unknown", {"items": [{"k": f"{at}-0", "v": {"z": at, "y": side}} for at in range(number)]}


def statements(number: int, side: int) -> tuple[str, dict[str, Any]]:
    """Return a policy of so many statements, each of another action."""
    told = [{"Effect": "Allow", "Action": f"s3:Get{at}x{side}", "Resource": f"*{at}"} for at in range(number)]
    return "aws_iam_policy", {"policy": json.dumps({"Version": "2012-10-17", "Statement": told})}


def almighty(number: int, side: int) -> tuple[str, dict[str, Any]]:
    """Return a policy of so many statements that let everybody in by a pattern of their own."""
    told = [
        {"Effect": "Allow", "Principal": "*", "Action": f"sqs:S{side}{at}*", "Resource": "*"} for at in range(number)
    ]
    return "aws_sqs_queue_policy", {"policy": json.dumps({"Version": "2012-10-17", "Statement": told})}


def rules(number: int, side: int) -> tuple[str, dict[str, Any]]:
    """Return a group with so many rules."""
    network = ("10.0.0.0/8", "0.0.0.0/0")[side]
    ports = ({"from_port": at, "to_port": at, "protocol": "tcp"} for at in range(1000, 1000 + number))
    return "aws_security_group", {"ingress": [{**one, "cidr_blocks": [network], "description": ""} for one in ports]}


def alike(number: int, side: int) -> tuple[str, dict[str, Any]]:
    """Return a policy of so many statements whose patterns begin alike."""
    what = (f"sqs:*{side}{at}" for at in range(number))
    told = [{"Effect": "Allow", "Principal": "*", "Action": action, "Resource": "*"} for action in what]
    return "aws_sqs_queue_policy", {"policy": json.dumps({"Version": "2012-10-17", "Statement": told})}


SHAPES: Mapping[str, Callable[[int, int], tuple[str, dict[str, Any]]]] = {
    "elements": elements,
    "statements": statements,
    "almighty": almighty,
    "alike": alike,
    "rules": rules,
}


@pytest.mark.bench
@pytest.mark.parametrize("shape", SHAPES)
def test_changes_of_one_resource_take_no_longer_than_their_number(shape: str) -> None:
    took = []
    for size in SIZES:
        before, after = (resource(*SHAPES[shape](size, side)) for side in (0, 1))
        took.append(min(seconds(before, after, size) for _ in range(2)))
    print(f"\n{shape}: {', '.join(f'{one:.2f} s' for one in took)}")  # noqa: T201 - the figure is the result
    assert max((later / earlier for earlier, later in pairwise(took) if later > FLOOR), default=0) <= LIMIT


def seconds(before: Resource, after: Resource, least: int) -> float:
    """Return how long the drift takes, which finds as many changes at least."""
    gc.collect()
    gc.freeze()  # what the tests hold is not looked through again and again
    began = process_time()
    found = drift(snapshot(before), observed(after)).findings
    took = process_time() - began
    gc.unfreeze()
    assert len(found) >= least
    return took
