"""What a resource is called itself, and what it names: under one attribute's name, in a URL, in a path, in a claim."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from engine.model.drift import DriftReport
from engine.model.snapshot import Resource
from snapshots.terraform.schema import ProviderSchema
from tests import builders
from tests.builders import PROVIDER, parity, snapshot

ACCOUNTS = {"prod": "111122223333", "preprod": "444455556666"}
ISSUERS = {
    name: f"oidc.eks.eu-west-1.amazonaws.com/id/{letter * 32}" for name, letter in zip(ACCOUNTS, "AB", strict=True)
}
Side = Callable[[str], list[Resource]]


def made(environment: str, type_: str, label: str, **attributes: Any) -> Resource:
    return builders.resource(type_, attributes, label, account=ACCOUNTS[environment], region="eu-west-1")


def compared(side: Side) -> DriftReport:
    prod, preprod = (snapshot(*side(environment), environment=environment) for environment in ACCOUNTS)
    return parity(prod, preprod)


def told(side: Side) -> list[tuple[str, str]]:
    return [(one.rule.removeprefix("parity."), ".".join(one.change.path[:1])) for one in compared(side).findings]


def function(environment: str, name: str) -> Resource:
    own = f"{environment}-{name}-function"
    arn = f"arn:aws:lambda:eu-west-1:{ACCOUNTS[environment]}:function:{own}"
    return made(environment, "aws_lambda_function", name, id=own, function_name=own, arn=arn, memory_size=128)


def bucket(environment: str, own: str = "") -> Resource:
    name = own or f"{environment}-data-files"
    return made(environment, "aws_s3_bucket", "data", id=name, bucket=name, arn=f"arn:aws:s3:::{name}")


def anchor(environment: str) -> Resource:
    url = f"https://sqs.eu-west-1.amazonaws.com/{ACCOUNTS[environment]}/{environment}-anchor"
    return made(environment, "aws_sqs_queue", "anchor", id=url, url=url, name=f"{environment}-anchor")


@pytest.mark.parametrize(
    ("names", "findings"),
    [
        (("orders", "orders"), []),
        (("orders", "audit"), [("changed", "arn")]),
    ],
)
def test_what_a_rule_of_events_calls_is_compared(names: tuple[str, str], findings: list[tuple[str, str]]) -> None:
    def side(environment: str) -> list[Resource]:
        functions = [function(environment, name) for name in ("orders", "audit")]
        calls = dict(zip(ACCOUNTS, names, strict=True))[environment]
        arn = next(one.attributes["arn"] for one in functions if calls in one.id)
        target = {"id": f"{environment}-r-t", "rule": f"{environment}-rule", "target_id": "t", "arn": arn}
        return [*functions, made(environment, "aws_cloudwatch_event_target", "t", **target)]

    assert told(side) == findings


def test_two_keys_that_nothing_tells_of_differ_wherever_they_are_named() -> None:
    def side(environment: str) -> list[Resource]:
        key = (
            f"arn:aws:kms:eu-west-1:{ACCOUNTS[environment]}:key/{ACCOUNTS[environment][:8]}-0000-4000-8000-000000000000"
        )
        return [
            anchor(environment),
            made(environment, "aws_ssm_parameter", "p", id="/app/p", name="/app/p", key_id=key),
        ]

    assert told(side) == [("changed", "key_id")]


@pytest.mark.parametrize("url", ["token.actions.githubusercontent.com", "issuer.other.example"])
def test_another_issuer_is_a_difference(url: str) -> None:
    def side(environment: str) -> list[Resource]:
        issuer = "token.actions.githubusercontent.com" if environment == "prod" else url
        arn = f"arn:aws:iam::{ACCOUNTS[environment]}:oidc-provider/{issuer}"
        provider = made(environment, "aws_iam_openid_connect_provider", "o", id=arn, arn=arn, url=f"https://{issuer}")
        return [anchor(environment), provider]

    assert told(side) == ([] if url.startswith("token") else [("changed", "url")])


@pytest.mark.parametrize("subject", ["system:serviceaccount:default:app", "system:serviceaccount:*:*"])
def test_the_issuer_of_each_cluster_is_the_same_in_both_and_who_it_lets_in_is_compared(subject: str) -> None:
    def side(environment: str) -> list[Resource]:
        issuer, account = ISSUERS[environment], ACCOUNTS[environment]
        arn = f"arn:aws:iam::{account}:oidc-provider/{issuer}"
        who = "system:serviceaccount:default:app" if environment == "prod" else subject
        condition = {"StringEquals": {f"{issuer}:sub": who, f"{issuer}:aud": "sts.amazonaws.com"}}
        statement = {"Effect": "Allow", "Action": "sts:AssumeRoleWithWebIdentity", "Principal": {"Federated": arn}}
        policy = {"Version": "2012-10-17", "Statement": [{**statement, "Condition": condition}]}
        name, cluster = f"{environment}-app-role", f"{environment}-cluster"
        identity = [{"oidc": [{"issuer": f"https://{issuer}"}]}]
        return [
            made(environment, "aws_eks_cluster", "c", id=cluster, name=cluster, identity=identity),
            made(environment, "aws_iam_openid_connect_provider", "o", id=arn, arn=arn, url=f"https://{issuer}"),
            made(environment, "aws_iam_role", "r", id=name, name=name, assume_role_policy=json.dumps(policy)),
        ]

    assert told(side) == ([] if "*" not in subject else [("changed", "assume_role_policy")])


TEXTS = ("s3://{}/in/deep", "arn:aws:s3:::{}/a/b/*", "https://{}.s3.eu-west-1.amazonaws.com/x", "copied from {}")


@pytest.mark.parametrize("text", TEXTS)
def test_each_may_work_with_its_own_bucket_and_not_with_that_of_the_reference(text: str) -> None:
    def side(environment: str, *, own: bool, lone: bool) -> list[Resource]:
        name = "company-artifacts" if lone else f"{environment}-data-files"
        of = name if own or lone else "prod-data-files"
        crawler = made(environment, "aws_glue_crawler", "c", id="c", name="c", s3_target=[{"path": text.format(of)}])
        buckets = [bucket(environment, name)] if not lone or environment == "prod" else []
        return [anchor(environment), *buckets, crawler]

    assert told(lambda environment: side(environment, own=True, lone=False)) == []
    assert told(lambda environment: side(environment, own=False, lone=False)) == [("points_there", "s3_target")]
    found = told(lambda environment: side(environment, own=True, lone=True))
    assert sorted(found) == [("missing", ""), ("points_there", "s3_target")]


def test_a_name_that_others_may_have_too_is_no_way_there() -> None:
    def side(environment: str) -> list[Resource]:
        table = made(environment, "aws_dynamodb_table", "locks", id="terraform-locks", name="terraform-locks")
        role = made(environment, "aws_iam_role", "r", id="r", name="r", description="terraform-locks")
        return [anchor(environment), role, *([table] if environment == "prod" else [])]

    assert told(side) == [("missing", "")]


def test_what_people_can_set_names_another_one_but_for_what_a_type_says() -> None:
    schema = ProviderSchema()
    for type_ in schema.types:
        node, own = schema.find(type_), PROVIDER.facts(type_).own
        assert node is not None
        assert own <= {name for name in node.fields if not node.fields[name].computed}
    named = {type_ for type_ in schema.types if PROVIDER.facts(type_).own}
    assert named == {"aws_kinesis_stream", "aws_kinesis_firehose_delivery_stream", "aws_ssm_parameter"}
