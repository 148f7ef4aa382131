"""Who is who of the two bundled estates, which a real Terraform made, after the second was given other addresses.

Made-up resources are full of words that only one pair shares; real ones have defaults, names that several of them have,
and references to resources that were renamed as well. What is matched must be right, and nothing may be lost; how much
is matched is printed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from cli.demo.estate import data
from engine.matching.counterparts import match_environments
from engine.matching.side import MatchSide
from engine.model.snapshot import Mode, Resource
from snapshots.redaction.redact import Redactor
from snapshots.terraform.collector import state_file
from tests.builders import PROVIDER
from tests.engine.drift.refactorings import Pair
from tests.engine.drift.test_counterparts import is_whole, score, table

_ADDRESS = re.compile(r"^(?P<modules>(?:module\..+\.)?)(?P<type>aws_\w+)\.(?P<label>\w+)(?P<key>(?:\[.+\])?)$")


def _words(address: str) -> tuple[str, str, str, str]:
    found = _ADDRESS.match(address)
    assert found is not None
    return found["modules"], found["type"], found["label"], found["key"]


def _labels(address: str) -> str:
    modules, type_, label, key = _words(address)
    return f"{modules}{type_}.new_{label}{key}"


def _flat(address: str) -> str:
    modules, type_, label, key = _words(address)
    path = "_".join(re.findall(r"\w+", modules.replace("module.", "")))
    return f"{type_}.{path}_{label}{key}"


REFACTORINGS: Mapping[str, Callable[[str], str]] = {
    "nothing": str,
    "every label renamed": _labels,
    "every module renamed": lambda address: re.sub(r"module\.(\w+)", r"module.new_\1", address),
    "all into a module": lambda address: f"module.all.{address}",
    "all out of modules": _flat,
    "every key renamed": lambda address: re.sub(r'\["(.+?)"\]', r'["new-\1"]', address),
}


def estate(environment: str) -> list[Resource]:
    collector = state_file(
        location=environment, path=Path("unused"), redactor=Redactor(b"k" * 32, "e"), provider=PROVIDER
    )
    found = collector.parse(data(f"{environment}.tfstate")).resources
    return [item for item in found if item.mode is Mode.MANAGED and not item.deposed]


@pytest.fixture(scope="module")
def estates() -> tuple[list[Resource], list[Resource], dict[str, str | None]]:
    """Return the two estates, and which of the second is which of the first by the address that both were made with."""
    left, right = estate("prod"), estate("preprod")
    sides = MatchSide(left, ("prod",), PROVIDER), MatchSide(right, ("preprod",), PROVIDER)
    named = {(item.type, sides[1].logical[id(item)]): item.address for item in right}
    return left, right, {item.address: named.get((item.type, sides[0].logical[id(item)])) for item in left}


def test_what_is_matched_of_a_real_estate_is_right_and_nothing_is_lost(
    estates: tuple[list[Resource], list[Resource], dict[str, str | None]],
) -> None:
    left, right, named = estates
    rows: dict[str, Counter[str]] = {}
    for kind, address in REFACTORINGS.items():
        renamed = tuple(replace(item, address=address(item.address)) for item in right)
        assert len({item.address for item in renamed}) == len(renamed), kind
        truth = {before: after and address(after) for before, after in named.items()}
        pair = Pair(tuple(left), renamed, truth)
        found = match_environments(
            MatchSide(pair.left, ("prod",), PROVIDER), MatchSide(pair.right, ("preprod",), PROVIDER)
        )
        correct, made, there = score(pair, found)
        rows[kind] = Counter(there=there, made=made, right=correct, doubts=len(found.doubts))
        assert is_whole(pair, found), kind
        assert correct == made, kind
    print(f"\n{table(rows)}")  # noqa: T201 - the figures are the result
    assert rows["nothing"]["right"] == rows["nothing"]["there"] >= 60
    assert all(row["right"] >= 0.8 * row["there"] for row in rows.values())
    assert sum(row["right"] for row in rows.values()) >= 0.94 * sum(row["there"] for row in rows.values())
