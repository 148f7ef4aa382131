"""The words in which a result is measured."""

from __future__ import annotations

import pytest

from engine.gates.tally import find_metric, find_value
from engine.model.measurement import Measure, Measurement, Metric, measured

RUN = Measurement(
    kind="k6",
    measures=(Measure.LATENCY,),
    source="a.json",
    digest="sha256:00",
    dialect="",
    metrics=(measured("latency.p95", 120, 60),),
    checks=(),
)


def test_a_number_has_the_unit_of_its_word() -> None:
    assert find_metric(RUN, "latency.p95") == Metric(name="latency.p95", value=120.0, unit="ms", samples=60)
    assert find_value(RUN, "duration") is None


def test_a_word_that_the_core_has_not_is_neither_given_nor_asked_for() -> None:
    with pytest.raises(KeyError):
        measured("run_duration", 1)
    with pytest.raises(KeyError):
        find_value(RUN, "run_duration")
