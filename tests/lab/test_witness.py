"""The witness contradicts: what only one of drift and a refresh sees is told, and so is a reason that nothing needs."""

from __future__ import annotations

from typing import Any

from tests.lab.witness import REASONS, Witness


class Answers:
    """Gives the answers to one refresh after the other."""

    def __init__(self, *answers: list[dict[str, Any]]) -> None:
        self.answers = list(answers)

    def refresh(self, *_: str) -> list[dict[str, Any]]:
        """Return the next answer."""
        return self.answers.pop(0)


def entry(address: str, before: dict[str, Any], after: dict[str, Any] | None) -> dict[str, Any]:
    return {"address": address, "change": {"before": before, "after": after}}


def disagreements(*answers: list[dict[str, Any]], **found: tuple[str, set[str]]) -> list[str]:
    witness = Witness(lab=Answers(*answers))
    witness.begin()
    for address, names in found.values():
        witness.found[address] |= names
    witness.look()
    types = {address: address.partition(".")[0] for address, _ in found.values()}
    return [line for line in witness.disagreements(types) if not line.endswith("differs nowhere")]


def test_only_what_changed_since_the_first_refresh_counts() -> None:
    noise = entry("aws_vpc.a", {"tags": None, "x": 1}, {"tags": {}, "x": 1})
    later = entry("aws_vpc.a", {"tags": None, "x": 1}, {"tags": {}, "x": 2})
    assert disagreements([noise], [later], one=("aws_vpc.a", {"x"})) == []
    assert disagreements([noise], [noise], one=("aws_vpc.a", {"x"})) == ["only drift sees aws_vpc.a: x"]
    assert disagreements([noise], [later], one=("aws_vpc.a", {"y"})) == [
        "only a refresh sees aws_vpc.a: x",
        "only drift sees aws_vpc.a: y",
    ]


def test_what_is_gone_is_gone_for_both() -> None:
    gone = entry("aws_vpc.a", {"x": 1}, None)
    assert disagreements([], [gone], one=("aws_vpc.a", {""})) == []
    assert disagreements([], [gone]) == ["only a refresh sees aws_vpc.a: gone"]
    assert disagreements([], [], one=("aws_vpc.a", {""})) == ["only drift sees aws_vpc.a: gone"]


def test_an_inline_form_is_excused_only_by_a_finding_of_the_separate_one() -> None:
    inline = entry("aws_route_table.a", {"route": [1]}, {"route": []})
    assert disagreements([], [inline], one=("aws_route.r", {"x"}), two=("aws_route_table.a", set())) == [
        "only drift sees aws_route.r: x"
    ]
    assert disagreements([], [inline]) == ["only a refresh sees aws_route_table.a: route"]


def test_a_resource_that_is_kept_is_gone_only_with_nothing_in_it() -> None:
    address = "aws_api_gateway_integration.any"
    emptied = entry(address, {"type": "AWS", "uri": "x"}, {"type": "", "uri": None})
    half = entry(address, {"type": "AWS", "uri": "x"}, {"type": "MOCK", "uri": None})
    assert disagreements([], [emptied], one=(address, {""})) == []
    assert disagreements([], [half], one=(address, {""})) != []


def test_a_reason_that_nothing_needs_is_told() -> None:
    lines = Witness(lab=Answers()).disagreements({})
    assert len(lines) == len(REASONS)
