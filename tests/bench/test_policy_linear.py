"""Policies take no longer than the size of an estate: shapes in which much belongs to much, twice and again.

Run with `make bench`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from itertools import pairwise
from time import process_time
from typing import Any

import pytest

from engine.model.snapshot import Resource, Snapshot
from policies.authoring.catalog import load_pack
from policies.evaluators.wasm import RegoEvaluator
from snapshots.aws.judging import JUDGING
from snapshots.terraform.schema import ProviderSchema
from tests.builders import resource, snapshot

SIZES = (400, 800, 1600)
LIMIT = 2.5  # times as long for an estate that is twice as large
FLOOR = 0.1  # seconds: below that nothing can be said on these machines


def principals(number: int) -> list[Resource]:
    """Return a queue that so many accounts may write to."""
    whom = [f"arn:aws:iam::{10**11 + at}:root" for at in range(number)]
    statement = {"Effect": "Allow", "Principal": {"AWS": whom}, "Action": "sqs:SendMessage", "Resource": "*"}
    return [resource("aws_sqs_queue_policy", {"queue_url": "q", "policy": document(statement)})]


def document(*statements: Mapping[str, Any]) -> str:
    """Return a policy document."""
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


def attached(number: int) -> list[Resource]:
    """Return a policy of so many statements, attached to so many groups, each with a policy of its own."""
    statements = [{"Effect": "Allow", "Action": f"s3:Get{at}", "Resource": "*"} for at in range(number)]
    names = [f"g{at}" for at in range(number)]
    own = document({"Effect": "Allow", "Action": "iam:PassRole", "Resource": "arn:aws:iam::111122223333:role/x"})
    return [
        resource("aws_iam_policy", {"arn": "arn:aws:iam::111122223333:policy/p", "policy": document(*statements)}),
        resource("aws_iam_policy_attachment", {"groups": names, "policy_arn": "arn:aws:iam::111122223333:policy/p"}),
        *(resource("aws_iam_group", {"name": name}, name) for name in names),
        *(resource("aws_iam_group_policy", {"group": name, "policy": own}, f"p{name}") for name in names),
    ]


def rule(at: int, **more: Any) -> dict[str, Any]:
    """Return a rule whose ports lie in those of the one before."""
    ports = {"from_port": 1000 + at, "to_port": 60000 - at, "protocol": "tcp"}
    return {**ports, "cidr_blocks": [f"{at % 200 + 11}.0.0.0/9"], "description": "", **more}


def nested(number: int) -> list[Resource]:
    """Return a group of so many rules."""
    return [resource("aws_security_group", {"ingress": [rule(at) for at in range(number)]})]


def rules(number: int) -> list[Resource]:
    """Return a group with so many rules of their own."""
    told = [rule(at, type="ingress", security_group_id="sg-1") for at in range(number)]
    return [
        resource("aws_security_group", {"id": "sg-1", "ingress": []}, "g"),
        *(resource("aws_security_group_rule", one, f"r{at}") for at, one in enumerate(told)),
    ]


def machines(number: int) -> list[Resource]:
    """Return so many machines, each with a subnet, an association, an address and a route of its own."""
    told = {"id": "sg-1", "vpc_id": "vpc-1", "ingress": [rule(at) for at in range(3)]}
    found = [resource("aws_security_group", told, "g"), resource("aws_vpc", {"id": "vpc-1"}, "v")]
    for at in range(number):
        names = {"subnet_id": f"subnet-{at}", "route_table_id": f"rtb-{at}"}
        machine = {"id": f"i-{at}", "subnet_id": f"subnet-{at}", "vpc_security_group_ids": ["sg-1"]}
        route = {"route_table_id": f"rtb-{at}", "destination_cidr_block": "0.0.0.0/0", "gateway_id": "igw-1"}
        found += [
            resource("aws_instance", {**machine, "associate_public_ip_address": False, "public_ip": ""}, f"i{at}"),
            resource("aws_subnet", {"id": f"subnet-{at}", "vpc_id": "vpc-1"}, f"s{at}"),
            resource("aws_route_table", {"id": f"rtb-{at}", "vpc_id": "vpc-1", "route": []}, f"t{at}"),
            resource("aws_route_table_association", names, f"a{at}"),
            resource("aws_route", route, f"r{at}"),
            resource("aws_eip", {"instance": f"i-{at}", "network_interface": ""}, f"e{at}"),
        ]
    return found


def namesakes(number: int) -> list[Resource]:
    """Return so many buckets and settings of one name."""
    status = {"versioning_configuration": [{"status": "Enabled"}]}
    buckets = [resource("aws_s3_bucket", {"bucket": "same", "versioning": []}, f"b{at}") for at in range(number)]
    return [
        *buckets,
        *(resource("aws_s3_bucket_versioning", {"bucket": "same", **status}, f"v{at}") for at in range(number)),
    ]


def seconds(evaluator: RegoEvaluator, taken: Snapshot) -> float:
    """Return the seconds of processor time that judging takes."""
    began = process_time()
    evaluator.evaluate(taken)
    return process_time() - began


@pytest.mark.bench
@pytest.mark.parametrize("shape", [principals, attached, nested, rules, machines, namesakes])
def test_twice_the_estate_takes_twice_the_time(shape: Callable[[int], list[Resource]]) -> None:
    evaluator = RegoEvaluator(load_pack(), judging=JUDGING, schema=ProviderSchema())
    evaluator.evaluate(snapshot(*shape(10)))  # it is loaded by then
    took = []
    for size in SIZES:
        taken = snapshot(*shape(size))
        took.append(min(seconds(evaluator, taken) for _ in range(2)))
    print(f"\n{shape.__name__}: {', '.join(f'{one:.2f} s' for one in took)}")  # noqa: T201 - the figure is the result
    assert max((later / earlier for earlier, later in pairwise(took) if later > FLOOR), default=0) <= LIMIT
