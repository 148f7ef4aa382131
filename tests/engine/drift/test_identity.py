"""Who is who where an id says little: equal addresses are the same resource, whatever else has the id."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from engine.matching.identity import match_by_id
from engine.model.snapshot import Move, Resource
from tests.builders import PROVIDER, resource

NAMES = ("a", "b", "c", "d", "e")
TYPES = ("random_password", "aws_cloudwatch_log_stream", "aws_cognito_user_group")


def alike(type_: str, names: Sequence[str], **facts: str) -> list[Resource]:
    """Return resources of one id, as `none` is that of every random password."""
    return [resource(type_, {}, name, id="none", **facts) for name in names]


@given(st.sampled_from(TYPES), st.permutations(NAMES), st.permutations(NAMES), st.integers(0, 5), st.integers(0, 5))
def test_equal_addresses_are_one_resource_though_all_have_one_id(
    type_: str, ours: list[str], theirs: list[str], one: int, two: int
) -> None:
    """What only one side has is left over: another count is no reason to know none of them."""
    left, right = ours[one:], theirs[two:]
    assume(max(len(left), len(right)) > 1)  # of two alone an id may be all that there is
    found = match_by_id(alike(type_, left), alike(type_, right), PROVIDER)
    assert all(a.address == b.address for a, b in found.pairs)
    assert {a.address for a, _ in found.pairs} >= {f"{type_}.{name}" for name in {*left} & {*right}}
    if {*left} - {*right} and {*right} - {*left}:
        assert len(found.ambiguous) + len(found.left_only) + len(found.right_only) + 2 * len(found.pairs) == len(
            left
        ) + len(right)
    else:
        assert found.ambiguous == ()


def test_one_key_in_two_buckets_and_one_name_in_two_namespaces() -> None:
    left = [*alike("aws_s3_object", ["one", "two"], account="111122223333"), *alike("random_password", ["x", "y"])]
    right = [*alike("random_password", ["y", "x"]), *alike("aws_s3_object", ["two", "one"], account="111122223333")]
    found = match_by_id(left, right, PROVIDER)
    assert {(a.address, b.address) for a, b in found.pairs} == {(item.address, item.address) for item in left}


def test_a_move_is_followed_among_equal_ids() -> None:
    left, right = alike("random_password", ["new", "b"]), alike("random_password", ["old", "b"])
    moves = [Move(module="", old="random_password.old", new="random_password.new")]
    found = match_by_id(left, right, PROVIDER, moves)
    assert {(a.address, b.address) for a, b in found.pairs} == {
        ("random_password.new", "random_password.old"),
        ("random_password.b", "random_password.b"),
    }


def test_an_equal_address_in_another_place_is_another_resource() -> None:
    left = alike("random_password", ["a", "b"], account="111122223333")
    right = alike("random_password", ["a", "b"], account="444455556666")
    assert match_by_id(left, right, PROVIDER).pairs == ()


def test_where_only_one_lies_its_id_says_enough() -> None:
    """Renamed without a word of it: one queue in each of two regions."""
    left = [resource("aws_sqs_queue", {}, name, id="q", region=name) for name in ("eu-west-1", "us-east-1")]
    right = [resource("aws_sqs_queue", {}, f"x-{item.region}", id="q", region=item.region) for item in reversed(left)]
    found = match_by_id(left, right, PROVIDER)
    assert {(a.region, b.region) for a, b in found.pairs} == {("eu-west-1",) * 2, ("us-east-1",) * 2}


@pytest.mark.parametrize("address", ["", "random_password.x"])
def test_of_several_without_an_equal_address_none_is_chosen(address: str) -> None:
    left = alike("random_password", ["a", "b"])
    right = [resource("random_password", {}, "x", id="none", address=address) for _ in range(2)]
    found = match_by_id(left, right, PROVIDER)
    assert (found.pairs, len(found.ambiguous)) == ((), 4)
