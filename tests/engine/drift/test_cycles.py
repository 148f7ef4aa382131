"""What names itself, each other, or ten thousand others in a row is compared like everything else, and ends."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from engine.estate.references import Translation
from engine.matching.counterparts import Counterparts, MatchReason, match_environments
from engine.matching.identity import match_by_id
from engine.matching.side import MatchSide
from engine.model.snapshot import Resource
from tests.builders import PROVIDER, resource
from tests.profiles import count

LONG = count(10_000, quick=2_000)


def group(name: str, environment: str, **attributes: Any) -> Resource:
    """Return a security group, of which two may allow each other."""
    id_ = f"sg-{environment}-{name}-{len(name):09d}"
    told = {"id": id_, "name": f"{environment}-{name}", "description": f"of {name}", **attributes}
    return resource("aws_security_group", told, name, dependencies=(f"aws_security_group.{name}",))


def naming(environment: str, names: dict[str, str], renamed: str = "") -> list[Resource]:
    """Return groups by name, each with a rule that names another one."""
    ids = {name: group(name, environment).id for name in names}
    found = [
        group(name, environment, ingress=[{"from_port": len(name), "security_groups": [ids[other]]}])
        for name, other in names.items()
    ]
    return [replace(item, address=f"{item.address}{renamed}") for item in found]


def matched(left: list[Resource], right: list[Resource]) -> Counterparts:
    found = match_environments(MatchSide(left, ("prod",), PROVIDER), MatchSide(right, ("preprod",), PROVIDER))
    assert found.total == len(left) + len(right)
    assert len(match_by_id(left, left, PROVIDER).pairs) == len(left)
    return found


CIRCLE = {"alone": "alone", "one": "other", "other": "one", "a": "bb", "bb": "ccc", "ccc": "a"}


def test_what_names_each_other_is_matched_by_address() -> None:
    found = matched(naming("prod", CIRCLE), naming("preprod", CIRCLE))
    assert [match.reason for match in found.matches] == [MatchReason.ADDRESS] * len(CIRCLE)


def test_what_names_each_other_is_matched_by_likeness() -> None:
    left, right = naming("prod", CIRCLE), naming("preprod", CIRCLE, renamed="_x")
    found = matched(left, right)
    assert {(match.left.address, match.right.address) for match in found.matches} == {
        (f"aws_security_group.{name}", f"aws_security_group.{name}_x") for name in CIRCLE
    }


def test_a_name_of_a_name_is_translated_once() -> None:
    told = Translation(naming("prod", CIRCLE), texts=lambda item: (item.id,), words={"prod": "{env}"})
    for item in naming("prod", CIRCLE):
        (rule,) = told.value(item.attributes)["ingress"]
        assert rule["security_groups"] == [f"<aws_security_group.{CIRCLE[item.address.partition('.')[2]]}>"]


def test_thousands_in_a_row_end() -> None:
    names = {f"n{number:05d}": f"n{number + 1:05d}" for number in range(LONG)} | {f"n{LONG:05d}": "n00000"}
    left, right = naming("prod", names), naming("preprod", names)
    assert len(matched(left, right).matches) == LONG + 1
    last = MatchSide(right, ("preprod",), PROVIDER).translation.value(right[-1].attributes)["ingress"]
    assert last == [{"from_port": 6, "security_groups": ["<aws_security_group.n00000>"]}]


def test_dependencies_in_a_circle_and_in_a_row_are_only_carried() -> None:
    row = [
        replace(group(f"n{number:05d}", "prod"), dependencies=(f"aws_security_group.n{(number + 1) % LONG:05d}",))
        for number in range(LONG)
    ]
    assert len(matched(row, row).matches) == LONG
