"""In which account and region a plan makes what it plans: where it says just one."""

from __future__ import annotations

from typing import Any

import pytest

from snapshots.terraform.plan.whereabouts import find_whereabouts

ACCOUNT = "111122223333"


def identity(account: Any, module: str = "") -> dict[str, Any]:
    return {
        "address": f"{module}data.aws_caller_identity.current",
        "mode": "data",
        "type": "aws_caller_identity",
        "values": {"account_id": account},
    }


def region(name: str) -> dict[str, Any]:
    return {"address": "data.aws_region.current", "mode": "data", "type": "aws_region", "values": {"name": name}}


def prior(*resources: dict[str, Any], inner: tuple[dict[str, Any], ...] = ()) -> dict[str, Any]:
    module = {"resources": list(resources), "child_modules": [{"address": "module.a", "resources": list(inner)}]}
    return {"prior_state": {"values": {"root_module": module}}}


def configured(*regions: Any, name: str = "registry.terraform.io/hashicorp/aws") -> dict[str, Any]:
    expressions = [{} if one is None else {"region": one} for one in regions]
    providers = {
        f"aws.{at}": {"name": "aws", "full_name": name, "expressions": one} for at, one in enumerate(expressions)
    }
    return {"configuration": {"provider_config": providers}, "variables": {"region": {"value": "eu-west-1"}}}


VARIABLE, CONSTANT = {"references": ["var.region"]}, {"constant_value": "us-east-1"}


@pytest.mark.parametrize(
    ("plan", "found"),
    [
        ({}, {}),
        (prior(identity(ACCOUNT)), {"account": ACCOUNT}),
        (prior(identity(ACCOUNT), inner=(identity(ACCOUNT, "module.a."),)), {"account": ACCOUNT}),
        (prior(identity(ACCOUNT), inner=(identity("444455556666", "module.a."),)), {}),
        (prior(identity(None)), {}),
        (prior(identity("shop-prod")), {}),
        (prior({**identity(ACCOUNT), "mode": "managed"}), {}),
        (prior(region("eu-west-1")), {"region": "eu-west-1"}),
        (prior(region("{region}")), {}),
        (configured(VARIABLE), {"region": "eu-west-1"}),
        (configured(CONSTANT), {"region": "us-east-1"}),
        (configured(CONSTANT, CONSTANT), {"region": "us-east-1"}),
        (configured(CONSTANT, VARIABLE), {}),
        (configured(CONSTANT, None), {}),  # that of the other is said by the surroundings
        (configured(None), {}),
        (configured({"references": ["var.region", "var.other"]}), {}),
        (configured({"references": ["local.region"]}), {}),
        (configured(CONSTANT, name="registry.terraform.io/hashicorp/google"), {}),
        ({"prior_state": 1, "configuration": [], "variables": "x"}, {}),
        ({"configuration": {"provider_config": {"aws": 1}}}, {}),
        ({**prior(region("us-east-1")), **configured(VARIABLE)}, {}),
    ],
)
def test_a_plan_is_where_it_says_just_one_place(plan: dict[str, Any], found: dict[str, str]) -> None:
    assert find_whereabouts(plan) == found
