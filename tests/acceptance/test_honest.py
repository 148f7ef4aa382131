"""The other error: evidence that is complete, fresh and bound is GO; and no damage to it ever is."""

from __future__ import annotations

import json
import re
from pathlib import Path
from random import Random
from typing import Any

import pytest

from snapshots.provenance.beside import is_beside
from tests.bundles import Answer, judge, lay, load
from tests.damages import damages_of_estate, damages_of_results
from tests.estates import about, judge_estate, lay_estate, names
from tests.profiles import count, sample

BUNDLES = load("honest")
GREEN = [name for name in names() if about(name)["decision"] == "GO"]


@pytest.mark.parametrize("bundle", sample(BUNDLES, test=44, quick=8), ids=lambda bundle: bundle["id"])
def test_what_is_proven_passes(bundle: dict[str, Any], tmp_path: Path) -> None:
    lay(bundle, tmp_path)
    answer = judge(bundle, tmp_path)
    wanted = ("CONDITIONAL", {bundle["condition"]}) if bundle["condition"] else ("GO", set())
    assert (answer.document["decision"], answer.codes) == wanted, answer.document["reasons"]


def test_there_are_enough_of_them() -> None:
    assert len({bundle["id"] for bundle in BUNDLES}) == len(BUNDLES) >= 80


@pytest.mark.parametrize("bundle", sample(BUNDLES, test=12, quick=5), ids=lambda bundle: bundle["id"])
def test_damage_to_it_is_never_go(bundle: dict[str, Any], tmp_path: Path) -> None:
    found: list[tuple[str, Answer]] = []
    for number, damage in enumerate(damages_of_results(bundle)):
        folder = tmp_path / str(number)
        folder.mkdir()
        lay(bundle, folder)
        told = damage.does(bundle, folder)
        if told:  # else there was nothing of that kind to damage
            found.append((damage.name, judge(told, folder)))
    assert len(found) > 5
    assert [name for name, answer in found if answer.code not in {1, 2, 3}] == []


@pytest.mark.parametrize("name", sample(GREEN, test=3, quick=1))
def test_damage_to_an_estate_is_never_go(name: str, tmp_path: Path) -> None:
    results = list(damages_of_results(about(name)))
    edits, random = list(damages_of_estate(name)), Random(len(name))
    found: list[tuple[str, Answer]] = []
    for kind, wanted in (
        (edits, count(len(edits), test=3, quick=3)),
        (results, count(len(results), test=2, quick=2)),
    ):
        most = len(found) + wanted
        for number, damage in enumerate(random.sample(kind, len(kind))):
            if len(found) == most:
                break
            folder = tmp_path / f"{len(found)}-{number}"
            folder.mkdir()
            told = damage.does(lay_estate(name, folder), folder)
            if told:  # else there was nothing of that kind to damage
                found.append((damage.name, judge_estate(told, folder)))
    assert len(found) > 3
    assert [name for name, answer in found if answer.code == 4 or answer.document.get("decision") == "GO"] == []


def test_a_state_beside_what_was_read_is_not_reality(tmp_path: Path) -> None:
    (damage,) = [one for one in damages_of_estate("foreign-provider") if one.name == "a state instead of what was read"]
    answer = judge_estate(damage.does(lay_estate("foreign-provider", tmp_path), tmp_path), tmp_path)
    assert (answer.code, "unrefreshed" in answer.codes) == (3, True)


def test_reality_that_was_seen_too_long_ago_proves_nothing(tmp_path: Path) -> None:
    """The results are of today and the plan of a refresh is not, however much else is as it was."""
    name = next(one for one in GREEN if about(one)["reality"] == "refresh")
    told = lay_estate(name, tmp_path)
    path = tmp_path / "driftgate.yaml"
    text = re.sub(r"\n +max-age: [^\n]*|, max-age: [^,}\n]*", "", path.read_text())
    path.write_text(text)
    assert judge_estate(told, tmp_path).code == 0
    plan = tmp_path / "refresh.json"
    document = json.loads(plan.read_bytes())
    plan.write_text(json.dumps({**document, "timestamp": "2001-01-01T00:00:00Z"}))
    answer = judge_estate(told, tmp_path)
    assert (answer.code, "expired" in answer.codes) == (3, True)
    path.write_text(text.replace("drift: {", "drift: { max-age: 20000d,"))
    assert judge_estate(told, tmp_path).code == 0


def test_the_damage_meets_results_and_records(tmp_path: Path) -> None:
    names = {damage.name.partition(" ")[2] for bundle in BUNDLES for damage in damages_of_results(bundle)}
    assert {"emptied", "deleted", "without a test"} <= names
    lay(BUNDLES[0], tmp_path)
    assert any(map(is_beside, tmp_path.rglob("*")))
