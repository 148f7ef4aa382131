"""What gates can be told: every setting says what it means, and units are written as they are read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import ConfigError
from engine.gates.drift.settings import DriftSettings
from engine.gates.settings import (
    Require,
    Says,
    parse_percent,
    settings_of,
    write_percent,
)
from engine.gates.table import BY_NAME, GATES
from engine.model.gate import Requirement


@pytest.mark.parametrize("gate", GATES, ids=lambda gate: gate.name)
def test_every_setting_of_every_gate_says_what_it_means(gate: object) -> None:
    found = settings_of(gate.settings)  # type: ignore[attr-defined]
    assert found[0].name == "require"
    assert all(setting.says.endswith(".") for setting in found)
    assert len({setting.key for setting in found}) == len(found)


def test_no_two_gates_have_one_name_and_coverage_is_last() -> None:
    assert len(BY_NAME) == len(GATES)
    assert GATES[-1].name == "coverage"


def test_a_setting_that_says_nothing_is_an_error_of_the_build() -> None:
    @dataclass(frozen=True)
    class Mute:
        limit: int = 1

    @dataclass(frozen=True)
    class Blank:
        limit: Annotated[int, Says(" ")] = 1

    for kind in (Mute, Blank):
        with pytest.raises(TypeError, match="limit does not say what it means"):
            settings_of(kind)


@given(st.integers(0, 10**6).map(lambda number: number / 10**6))
def test_shares_are_read_as_they_are_written(share: float) -> None:
    assert parse_percent(write_percent(share)) == pytest.approx(share, abs=1e-12)


def test_a_gate_that_is_off_has_no_requirement() -> None:
    assert DriftSettings(require=Require.SHOULD).requirement is Requirement.SHOULD
    with pytest.raises(ConfigError, match="off"):
        _ = DriftSettings(require=Require.OFF).requirement
