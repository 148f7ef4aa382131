"""Quantiles of t against published tables."""

from __future__ import annotations

import math

import pytest

from engine.gates.performance.student import beta_ratio, t_quantile

# NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2: upper critical values of Student's t.
_PROBABILITIES = (0.90, 0.95, 0.975, 0.99, 0.995)
_PUBLISHED = {
    1: (3.078, 6.314, 12.706, 31.821, 63.657),
    2: (1.886, 2.920, 4.303, 6.965, 9.925),
    3: (1.638, 2.353, 3.182, 4.541, 5.841),
    4: (1.533, 2.132, 2.776, 3.747, 4.604),
    5: (1.476, 2.015, 2.571, 3.365, 4.032),
    6: (1.440, 1.943, 2.447, 3.143, 3.707),
    7: (1.415, 1.895, 2.365, 2.998, 3.499),
    8: (1.397, 1.860, 2.306, 2.896, 3.355),
    9: (1.383, 1.833, 2.262, 2.821, 3.250),
    10: (1.372, 1.812, 2.228, 2.764, 3.169),
    12: (1.356, 1.782, 2.179, 2.681, 3.055),
    15: (1.341, 1.753, 2.131, 2.602, 2.947),
    20: (1.325, 1.725, 2.086, 2.528, 2.845),
    30: (1.310, 1.697, 2.042, 2.457, 2.750),
    60: (1.296, 1.671, 2.000, 2.390, 2.660),
    100: (1.290, 1.660, 1.984, 2.364, 2.626),
}


@pytest.mark.parametrize("freedom", _PUBLISHED)
def test_quantiles_equal_the_published_ones(freedom: int) -> None:
    for probability, published in zip(_PROBABILITIES, _PUBLISHED[freedom], strict=True):
        assert t_quantile(probability, freedom) == pytest.approx(published, abs=0.00051)


@pytest.mark.parametrize("probability", [0.6, 0.9, 0.95, 0.995])
def test_one_and_two_degrees_have_closed_forms(probability: float) -> None:
    assert t_quantile(probability, 1) == pytest.approx(math.tan(math.pi * (probability - 0.5)), rel=1e-9)
    skew = 2 * probability - 1
    assert t_quantile(probability, 2) == pytest.approx(skew * math.sqrt(2 / (1 - skew * skew)), rel=1e-9)


def test_the_quantile_is_odd_and_falls_with_freedom_towards_the_normal_one() -> None:
    assert t_quantile(0.05, 3.7) == -t_quantile(0.95, 3.7)
    assert t_quantile(0.5, 3.7) == pytest.approx(0, abs=1e-12)
    falling = [t_quantile(0.95, freedom) for freedom in (0.5, 1, 1.5, 2.37, 3, 10, 1e4, 1e8)]
    assert falling == sorted(falling, reverse=True)
    assert falling[-1] == pytest.approx(1.6448536, abs=1e-5)


@pytest.mark.parametrize(("probability", "freedom"), [(0, 3), (1, 3), (0.95, 0), (0.95, math.inf), (0.95, math.nan)])
def test_what_has_no_quantile_is_refused(probability: float, freedom: float) -> None:
    with pytest.raises(ValueError, match="no quantile"):
        t_quantile(probability, freedom)


def test_the_beta_function_at_its_ends_and_middle() -> None:
    assert [beta_ratio(x, 2.0, 3.0) for x in (-1, 0, 1, 2)] == [0, 0, 1, 1]
    assert beta_ratio(0.5, 4.0, 4.0) == pytest.approx(0.5)
    assert beta_ratio(0.3, 1.0, 1.0) == pytest.approx(0.3)
    assert beta_ratio(0.3, 2.0, 1.0) == pytest.approx(0.09)
