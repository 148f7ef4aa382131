"""Whole estates that are proven pass: states, reality, policies, results of several tools, and what teams decide."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.estates import about, judge_estate, lay_estate, names, tape_of
from tests.profiles import sample

ESTATES = names()


@pytest.mark.parametrize("name", sample(ESTATES, quick=3))
def test_what_is_proven_passes(name: str, tmp_path: Path) -> None:
    told = lay_estate(name, tmp_path)
    tape = tape_of(name) if told["reality"] == "aws" else None
    answer = judge_estate({**told, "tape": tape}, tmp_path)
    wanted = {told["condition"]} - {""}
    assert (answer.document["decision"], answer.codes) == (told["decision"], wanted), answer.document["reasons"]
    assert tape is None or tape.missed == []


def test_there_are_enough_of_them() -> None:
    told = [about(name) for name in ESTATES]
    assert len(told) >= 20
    assert len({one["says"] for one in told}) == len(told)
    assert {(one["decision"], bool(one["condition"])) for one in told} == {("GO", False), ("CONDITIONAL", True)}
    assert sum(one["decision"] == "GO" for one in told) > len(told) / 2
