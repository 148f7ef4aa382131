"""Parity of two environments of which half of the addresses differ: no step may be quadratic."""

from __future__ import annotations

import time
from pathlib import Path
from random import Random

import pytest

from engine.matching.counterparts import match_environments
from engine.matching.side import MatchSide
from tests.bench.figures import alone
from tests.builders import PROVIDER
from tests.engine.drift.refactorings import half_renamed

pytestmark = pytest.mark.bench


def match(_: Path, count: int) -> str:
    schema = PROVIDER
    pair = half_renamed(Random(1), schema, count)
    start = time.process_time()
    found = match_environments(MatchSide(pair.left, ("prod",), schema), MatchSide(pair.right, ("preprod",), schema))
    seconds = time.process_time() - start
    assert all(pair.truth[one.left.address] == one.right.address for one in found.matches)
    assert len(found.matches) >= 0.97 * count
    return str(seconds)


def test_half_of_the_addresses_renamed(tmp_path: Path) -> None:
    few, many = (float(alone(match, tmp_path, count).result) for count in (5_000, 20_000))
    print(  # noqa: T201 - the figure is the result
        f"\n20,000 against 20,000: {many:.1f} s of a processor (limit 25); "
        f"5,000: {few:.1f} s, growth {many / few:.1f} x (limit 8)"
    )
    assert many <= 25
    assert many <= 8 * few  # four times as many; a quadratic step would be 16
