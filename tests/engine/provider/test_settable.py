"""What people can set: five questions, and what each of them makes of what is not read, not known or not told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from engine.provider.facts import UNKNOWN, CommonFacts, TypeFacts
from engine.provider.schema import NodeKind, SchemaNode
from engine.provider.settable import Settables, without_computed
from tests.builders import PROVIDER


def node(*, computed: bool = False) -> SchemaNode:
    return SchemaNode(kind=NodeKind.STRING, computed=computed)


FIELDS = {
    "id": node(),
    "arn": node(computed=True),
    "set": node(),
    "unread": node(),
    "made": node(computed=True),
    "moves": node(),
    "silent": node(),
}
FACTS = TypeFacts(volatile=frozenset({"moves"}), terraform_only=frozenset({"silent"}))
READ = {"id", "arn", "set", "made", "moves", "stranger"}


class OneType:
    """Knows one type."""

    version = "1"
    common = CommonFacts(identifying=frozenset({"arn"}))

    def find(self, type_: str) -> SchemaNode | None:
        """Return the schema of the type."""
        return SchemaNode(kind=NodeKind.OBJECT, fields=FIELDS) if type_ == "known" else None

    def version_of(self, type_: str) -> int | None:
        """Return the version of its schema."""
        return 0 if type_ == "known" else None

    def facts(self, type_: str) -> TypeFacts:
        """Return what is known of it."""
        return FACTS if type_ == "known" else UNKNOWN

    def find_inside(self, child: str, told: Mapping[str, Any]) -> Any:
        """Return nothing."""


SETTABLE = {type_: Settables(OneType()).of(type_) for type_ in ("known", "unknown")}


@pytest.mark.parametrize(
    ("asked", "known", "unknown"),
    [
        ("expected", {"set", "unread", "silent"}, {"set", "made", "moves", "stranger"}),
        ("likely", {"set", "stranger"}, {"set", "made", "moves", "stranger"}),
        ("sure", {"set"}, {"set", "made", "moves", "stranger"}),
    ],
)
def test_of_what_was_read(asked: str, known: set[str], unknown: set[str]) -> None:
    assert getattr(SETTABLE["known"], asked)(READ) == known
    assert getattr(SETTABLE["unknown"], asked)(READ) == unknown


def test_what_code_can_say_and_what_nobody_has_to_tell() -> None:
    assert SETTABLE["known"].in_code() == {"set", "unread"}
    assert SETTABLE["unknown"].in_code() == set()
    assert SETTABLE["known"].never_missed() == {"id", "timeouts", "arn", "made", "moves", "silent"}
    assert SETTABLE["unknown"].never_missed() == {"id", "timeouts"}
    assert {name for name in READ if SETTABLE["known"].is_set(name)} == {"id", "set", "moves"}
    assert all(map(SETTABLE["unknown"].is_set, READ))


def test_a_type_is_looked_up_once() -> None:
    settables = Settables(OneType())
    assert settables.of("known") is settables.of("known")


def test_what_the_provider_sets_goes_at_every_depth() -> None:
    block = SchemaNode(kind=NodeKind.OBJECT, fields={"a": node(), "b": node(computed=True)})
    blocks = SchemaNode(kind=NodeKind.LIST, element=block)
    value: list[Mapping[str, Any]] = [{"a": 1, "b": 2, "c": 3}]
    assert without_computed(value, blocks) == [{"a": 1, "c": 3}]
    assert without_computed(value, None) == value
    assert without_computed(value[0], block) == {"a": 1, "c": 3}


def test_of_a_type_of_the_provider_nothing_that_it_computes_is_set() -> None:
    settable = Settables(PROVIDER).of("aws_sqs_queue")
    assert "delay_seconds" in settable.expected(())
    assert "url" not in settable.expected(())
    assert settable.in_code() <= settable.expected(())
