"""What other tools take for a pass: none of it is GO here, and each says the right reason."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.bundles import judge, lay, load

BUNDLES = load("fail_open")


@pytest.mark.parametrize("bundle", BUNDLES, ids=[bundle["id"] for bundle in BUNDLES])
def test_nothing_unproven_is_go(bundle: dict[str, Any], tmp_path: Path) -> None:
    lay(bundle, tmp_path)
    answer = judge(bundle, tmp_path)
    assert answer.code in {1, 3}, answer.said
    assert bundle["code"] in answer.codes, answer.document["reasons"]


def test_there_are_enough_of_them_and_each_names_who_takes_it_for_a_pass() -> None:
    assert len({bundle["id"] for bundle in BUNDLES}) == len(BUNDLES) >= 80
    assert all(bundle["tool"] and bundle["why"] for bundle in BUNDLES)
