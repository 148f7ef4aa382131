"""Rewrites that keep the meaning give equal canonical forms; edits that change it do not."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.canonical.canonicalise import Canonicaliser
from engine.canonical.sets import equal
from engine.comparison.changes import Differences
from engine.model.path import names
from engine.provider.schema import NodeKind, SchemaNode
from snapshots.aws.provider import AwsProvider
from tests.builders import PROVIDER

STATEMENT = {
    "Sid": "ReadOnly",
    "Effect": "Allow",
    "Principal": {"AWS": "111122223333"},
    "Action": ["s3:GetObject", "s3:ListBucket"],
    "Resource": ["arn:aws:s3:::a", "arn:aws:s3:::a/*"],
    "Condition": {"Bool": {"aws:SecureTransport": True}},
}
OTHER = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*"}


canonicalise = Canonicaliser(PROVIDER).form
changes = Differences().between


def same(type_: str, left: dict[str, Any], right: dict[str, Any]) -> bool:
    return equal(canonicalise(type_, left), canonicalise(type_, right))


def policy(*statements: Any, **document: Any) -> dict[str, Any]:
    return {"policy": json.dumps({"Version": "2012-10-17", "Statement": list(statements), **document})}


@pytest.mark.parametrize(
    "rewritten",
    [
        {**STATEMENT, "Action": ["s3:ListBucket", "s3:getobject", "s3:GetObject"]},
        {**STATEMENT, "Resource": ["arn:aws:s3:::a/*", "arn:aws:s3:::a"]},
        {**STATEMENT, "Principal": {"AWS": ["arn:aws:iam::111122223333:root"]}},
        {**STATEMENT, "Condition": {"bool": {"AWS:SecureTransport": ["true"]}}},
        {key: value for key, value in STATEMENT.items() if key != "Sid"},
    ],
)
def test_a_policy_may_be_written_in_many_ways(rewritten: dict[str, Any]) -> None:
    assert same("aws_s3_bucket_policy", policy(STATEMENT, OTHER), policy(OTHER, rewritten))


def test_a_single_statement_needs_no_list() -> None:
    one = {"policy": json.dumps({"Version": "2012-10-17", "Statement": OTHER}, indent=4)}
    other = policy({**OTHER, "Action": ["s3:*"], "Resource": ["*"], "Principal": {"AWS": "*"}})
    assert same("aws_s3_bucket_policy", one, other)


@pytest.mark.parametrize(
    "edited",
    [
        {**STATEMENT, "Effect": "Deny"},
        {**STATEMENT, "Action": ["s3:GetObject"]},
        {**STATEMENT, "Action": ["s3:GetObject", "s3:*"]},
        {**STATEMENT, "Principal": "*"},
        {**STATEMENT, "Principal": {"Service": "111122223333"}},
        {**STATEMENT, "Resource": "*"},
        {**STATEMENT, "Condition": {"Bool": {"aws:SecureTransport": False}}},
        {**STATEMENT, "Condition": {}},
        {**STATEMENT, "NotAction": "s3:PutObject"},
    ],
)
def test_what_a_policy_grants_is_never_lost(edited: dict[str, Any]) -> None:
    left, right = policy(STATEMENT, OTHER), policy(edited, OTHER)
    assert not same("aws_s3_bucket_policy", left, right)
    one, other = (canonicalise("aws_s3_bucket_policy", side)["policy"] for side in (left, right))
    found = changes(one, other, path=names("policy"))
    assert found
    assert {"Statement"} == {change.path[1] for change in found}


def test_a_policy_of_another_version_differs() -> None:
    assert not same("aws_s3_bucket_policy", policy(OTHER), policy(OTHER, Version="2008-10-17"))


@pytest.mark.parametrize("empty", [None, "", [], {}])
def test_empty_and_null_are_one(empty: Any) -> None:
    assert same("aws_lambda_function", {"layers": empty, "handler": "a"}, {"layers": None, "handler": "a"})


def test_an_empty_tag_value_is_a_value() -> None:
    assert not same("aws_vpc", {"tags": {"a": ""}}, {"tags": {}})


def test_tags_are_those_of_the_provider_without_those_of_aws() -> None:
    state = {"tags": {"a": "1"}, "tags_all": {"a": "1", "Owner": "x"}}
    live = {"tags": {"a": "1", "Owner": "x", "aws:cloudformation:stack": "s"}, "tags_all": {"a": "1", "Owner": "x"}}
    assert same("aws_vpc", state, live)
    assert not same("aws_vpc", state, {**live, "tags_all": {"a": "1"}})


def test_a_default_equals_absence_and_a_move_away_from_it_shows() -> None:
    assert same("aws_dynamodb_table", {"table_class": ""}, {"table_class": "STANDARD"})
    assert not same("aws_dynamodb_table", {"table_class": ""}, {"table_class": "STANDARD_INFREQUENT_ACCESS"})


def test_a_default_within_a_block_equals_absence() -> None:
    def encryption(*, key: bool | None) -> dict[str, Any]:
        applied = [{"sse_algorithm": "aws:kms", "kms_master_key_id": "k"}]
        return {"rule": [{"apply_server_side_encryption_by_default": applied, "bucket_key_enabled": key}]}

    type_ = "aws_s3_bucket_server_side_encryption_configuration"
    assert same(type_, encryption(key=None), encryption(key=False))
    assert not same(type_, encryption(key=None), encryption(key=True))


def test_numbers_and_booleans_in_text() -> None:
    assert same("aws_lambda_function", {"timeout": "30", "publish": "true"}, {"timeout": 30, "publish": True})
    assert not same("aws_lambda_function", {"timeout": 1}, {"timeout": 2})


def test_a_list_keeps_its_order() -> None:
    assert not same("aws_lambda_function", {"architectures": ["a", "b"]}, {"architectures": ["b", "a"]})


RULE = {
    "cidr_blocks": ["10.0.0.0/8", "192.168.0.0/16"],
    "from_port": 443,
    "to_port": 443,
    "protocol": "tcp",
    "self": False,
    "security_groups": [],
}


@given(st.permutations([RULE, {**RULE, "from_port": 80}, {**RULE, "protocol": "udp"}]), st.booleans())
def test_a_set_of_blocks_has_no_order(rules: list[dict[str, Any]], turned: bool) -> None:
    mixed = [{**rule, "cidr_blocks": rule["cidr_blocks"][:: -1 if turned else 1]} for rule in rules]
    assert same(
        "aws_security_group",
        {"ingress": [RULE, {**RULE, "from_port": 80}, {**RULE, "protocol": "udp"}]},
        {"ingress": mixed},
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [("from_port", 22), ("protocol", "-1"), ("cidr_blocks", ["0.0.0.0/0", "192.168.0.0/16"]), ("self", True)],
)
def test_one_changed_block_of_a_set_is_one_change_at_its_path(name: str, value: Any) -> None:
    left = canonicalise("aws_security_group", {"ingress": [RULE, {**RULE, "from_port": 80}]})
    right = canonicalise("aws_security_group", {"ingress": [{**RULE, "from_port": 80}, {**RULE, name: value}]})
    found = changes(left["ingress"], right["ingress"], path=names("ingress"))
    assert {name} == {change.path[2] for change in found}


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=12,
)
LOOSE = SchemaNode(
    kind=NodeKind.OBJECT,
    fields={"a": SchemaNode(kind=NodeKind.SET, element=SchemaNode(kind=NodeKind.DYNAMIC))},
)


class Loose:
    """A table in which every type has one set."""

    version = "loose"

    def find(self, type_: str) -> SchemaNode | None:  # noqa: ARG002 - of every type the same
        """Return it."""
        return LOOSE

    def version_of(self, type_: str) -> int | None:  # noqa: ARG002 - the same
        """Return nothing."""
        return None


@given(st.dictionaries(st.sampled_from(["a", "b", "policy", "tags"]), json_values, max_size=3))
def test_any_json_value_has_a_canonical_form_equal_to_itself(attributes: dict[str, Any]) -> None:
    form = Canonicaliser(AwsProvider(Loose())).form
    first = form("aws_vpc", attributes)
    assert equal(first, form("aws_vpc", json.loads(json.dumps(attributes))))
    for name, value in first.items():
        assert changes(value, value, path=names(name)) == ()


@given(json_values, json_values)
def test_unequal_values_always_give_a_change(left: Any, right: Any) -> None:
    one, other = (canonicalise("", {"x": value})["x"] for value in (left, right))
    assert bool(changes(one, other)) == (not equal(one, other))


def test_true_and_one_differ() -> None:
    assert not equal({"a": True}, {"a": 1})
    assert len(changes({"a": True, "b": 1}, {"a": 1, "b": 1})) == 1


def test_private_names_and_repeated_elements_are_compared() -> None:
    assert len(changes({"__policy": 1}, {"__policy": 2})) == 1
    assert [change.path for change in changes([80, 80, 443], [80, 443])] == [("1",)]


@pytest.mark.parametrize(
    ("left", "right", "paths"),
    [
        (["a", "b", "c"], ["a", "x", "b", "c"], [("1",)]),  # what comes after an insertion has not changed
        (["a", "b", "c"], ["a", "c"], [("1",)]),
        (["a", "b", "c"], ["a", "x", "c"], [("1",)]),
        ([{"a": 1, "b": 2}], [{"a": 1, "b": 3}], [("0", "b")]),
        ([{"a": 1}, 1, 2], [{"a": 2}, 3, 4, 5], [("0", "a"), ("1",), ("2",), ("3",)]),
    ],
)
def test_a_list_is_compared_between_its_common_ends(left: Any, right: Any, paths: Any) -> None:
    assert [change.path for change in changes(left, right)] == paths


def test_the_only_element_of_a_set_that_changed_is_one_change() -> None:
    left, right = (
        canonicalise("aws_instance", {"vpc_security_group_ids": names})["vpc_security_group_ids"]
        for names in (["sg-1", "sg-2"], ["sg-3", "sg-1"])
    )
    assert [(change.path, change.before, change.after) for change in changes(left, right)] == [
        (("sg-2",), "sg-2", "sg-3")
    ]
