"""What a plan's configuration leaves unset: a policy that nobody writes of a new resource is none."""

from __future__ import annotations

from typing import Any

import pytest

from snapshots.terraform.plan.unset import with_unset
from tests.builders import PROVIDER, resource

UNKNOWN = {"policy": True, "arn": True}


def plan(
    address: str, expressions: dict[str, Any] | None, *, actions: tuple[str, ...] = ("create",), unknown: Any = UNKNOWN
) -> dict[str, Any]:
    """Return a plan of one queue in a module; without expressions the configuration does not have it."""
    change = {"actions": list(actions), "before": None, "after": {}, "after_unknown": unknown}
    entry = {"address": "aws_sqs_queue.q", "mode": "managed", "expressions": expressions}
    module = {"resources": [] if expressions is None else [entry]}
    return {
        "resource_changes": [{"address": address, "mode": "managed", "change": change}],
        "configuration": {"root_module": {"module_calls": {"m": {"module": module}}}},
    }


def told(document: dict[str, Any], attributes: dict[str, Any] | None = None) -> Any:
    """Return the policy of the queue, `unread` where it has none."""
    item = resource("aws_sqs_queue", attributes or {"name": "q"}, address="module.m[0].aws_sqs_queue.q[1]", id="")
    (found,) = with_unset([item], document, PROVIDER)
    return found.attributes.get("policy", "unread")


ADDRESS = "module.m[0].aws_sqs_queue.q[1]"


def test_a_policy_that_nobody_writes_is_none() -> None:
    assert told(plan(ADDRESS, {"name": {}})) == ""


@pytest.mark.parametrize(
    "document",
    [
        plan(ADDRESS, {"policy": {"references": ["data.x"]}}),
        plan(ADDRESS, None),
        plan(ADDRESS, {}, actions=("update",)),
        plan(ADDRESS, {}, unknown={"policy": False}),
        plan(ADDRESS, {}, unknown={}),
        plan("module.m[0].aws_sqs_queue.other", {}),
        {**plan(ADDRESS, {}), "configuration": {}},
    ],
    ids=["written", "not in the configuration", "there already", "known", "not told", "another", "no configuration"],
)
def test_else_it_stays_unknown(document: dict[str, Any]) -> None:
    assert told(document) == "unread"


def test_where_the_provider_lets_others_in_by_itself_it_stays_unknown() -> None:
    """The policy of an endpoint that nobody writes allows everything."""
    address = "aws_vpc_endpoint.e"
    change = {"actions": ["create"], "after_unknown": UNKNOWN}
    document = {
        "resource_changes": [{"address": address, "mode": "managed", "change": change}],
        "configuration": {
            "root_module": {"resources": [{"address": address, "mode": "managed", "expressions": {}}]},
        },
    }
    item = resource("aws_vpc_endpoint", {"vpc_id": "vpc-1"}, "e", id="")
    assert with_unset([item], document, PROVIDER) == (item,)


@pytest.mark.parametrize("actions", [None, 5, "create", {"create": 1}])
def test_actions_that_are_no_list_make_nothing(actions: object) -> None:
    document = plan(ADDRESS, {})
    document["resource_changes"][0]["change"]["actions"] = actions
    item = resource("aws_s3_bucket_policy", {"bucket": "b"}, "p", id="")
    assert with_unset([item], document, PROVIDER) == (item,)


def test_what_is_known_stays() -> None:
    assert told(plan(ADDRESS, {}), {"policy": "{}"}) == "{}"


def test_a_replaced_one_is_made_as_well() -> None:
    assert told(plan(ADDRESS, {}, actions=("delete", "create"))) == ""
