"""The other error: evidence that is complete, fresh and bound is GO; and no damage to it ever is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from snapshots.provenance.beside import is_beside
from tests.bundles import FIXTURES, NOW, Answer, judge, lay, load
from tests.profiles import sample

BUNDLES = load("honest")
_TEST = re.compile(rb"<testcase\b[^>]*?(?:/>|>.*?</testcase>)", re.DOTALL)
_OTHER = (FIXTURES / "results/junit/jest/mixed.xml").read_bytes()


@pytest.mark.parametrize("bundle", BUNDLES, ids=[bundle["id"] for bundle in BUNDLES])
def test_what_is_proven_passes(bundle: dict[str, Any], tmp_path: Path) -> None:
    lay(bundle, tmp_path)
    answer = judge(bundle, tmp_path)
    wanted = ("CONDITIONAL", {bundle["condition"]}) if bundle["condition"] else ("GO", set())
    assert (answer.document["decision"], answer.codes) == wanted, answer.document["reasons"]


def test_there_are_enough_of_them() -> None:
    assert len({bundle["id"] for bundle in BUNDLES}) == len(BUNDLES) >= 80


@dataclass(frozen=True)
class Damage:
    """What an adversary does to a bundle: to one of its files, or to what is asked of it."""

    name: str
    does: Callable[[dict[str, Any], Path], dict[str, Any]]


def _damages(bundle: dict[str, Any]) -> Iterator[Damage]:
    names = [file["path"] for file in bundle["files"]]
    recorded = {file["path"] for file in bundle["files"] if file.get("record") is not None}
    for name in names:
        yield _changed(name, "emptied", lambda _: b"")
        yield _changed(name, "of another kind", lambda body: _OTHER if body != _OTHER else b"{}")
        yield from (_changed(name, f"cut to {share} %", _cut(share)) for share in (10, 50, 99))
        yield from (_changed(name, f"without the line at {share} %", _without_line(share)) for share in (5, 50, 90))
        yield _changed(name, "without a test", lambda body: _TEST.sub(b"", body, count=1))
        yield Damage(f"{name} deleted", _deleting(name))
        if name in recorded:
            yield Damage(f"the record of {name} deleted", _deleting(f"{name}.driftgate.json"))
            yield _changed(f"{name}.driftgate.json", "cut", _cut(50))
            yield _changed(f"{name}.driftgate.json", "emptied", lambda _: b"")
            yield Damage(f"{name} and its record deleted", _deleting(name, f"{name}.driftgate.json"))
    yield Damage("aged", lambda told, _: {**told, "now": NOW.replace(year=2028).isoformat()})
    yield Damage("of the future", lambda told, _: {**told, "now": NOW.replace(month=1).isoformat()})
    if recorded:
        yield Damage("of another commit", lambda told, _: {**told, "subject": {"commit": "d" * 40}})
        yield Damage("of nothing", lambda told, _: {**told, "subject": {}})
    else:
        yield Damage("of another environment", _elsewhere)


def _changed(name: str, how: str, change: Callable[[bytes], bytes]) -> Damage:
    def does(told: dict[str, Any], folder: Path) -> dict[str, Any]:
        path = folder / name
        body = path.read_bytes()
        path.write_bytes(change(body))
        return told if path.read_bytes() != body else {}

    return Damage(f"{name} {how}", does)


def _cut(share: int) -> Callable[[bytes], bytes]:
    return lambda body: body[: len(body) * share // 100]


def _without_line(share: int) -> Callable[[bytes], bytes]:
    def change(body: bytes) -> bytes:
        lines = body.splitlines(keepends=True)
        return b"".join(lines[: (at := len(lines) * share // 100)] + lines[at + 1 :])

    return change


def _deleting(*names: str) -> Callable[[dict[str, Any], Path], dict[str, Any]]:
    def does(told: dict[str, Any], folder: Path) -> dict[str, Any]:
        for name in names:
            (folder / name).unlink()
        return told

    return does


def _elsewhere(told: dict[str, Any], folder: Path) -> dict[str, Any]:
    for path in (folder / "dr").iterdir():
        path.write_bytes(path.read_bytes().replace(b'"prod"', b'"staging"'))
    return told


@pytest.mark.parametrize("bundle", sample(BUNDLES, test=40, quick=5), ids=lambda bundle: bundle["id"])
def test_damage_to_it_is_never_go(bundle: dict[str, Any], tmp_path: Path) -> None:
    found: list[tuple[str, Answer]] = []
    for number, damage in enumerate(_damages(bundle)):
        folder = tmp_path / str(number)
        folder.mkdir()
        lay(bundle, folder)
        told = damage.does(bundle, folder)
        if told:  # else there was nothing of that kind to damage
            found.append((damage.name, judge(told, folder)))
    assert len(found) > 5
    assert [name for name, answer in found if answer.code not in {1, 2, 3}] == []


def test_the_damage_meets_results_and_records(tmp_path: Path) -> None:
    names = {damage.name.partition(" ")[2] for bundle in BUNDLES for damage in _damages(bundle)}
    assert {"emptied", "deleted", "without a test"} <= names
    lay(BUNDLES[0], tmp_path)
    assert any(map(is_beside, tmp_path.rglob("*")))
