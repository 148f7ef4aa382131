"""Quantiles of Student's t distribution, so that the base install needs no numerical library."""

from __future__ import annotations

import math

_PRECISION = 1e-15
_ACCURACY = 1e-12
_TINY = 1e-300
_MOST_STEPS = 200
_MOST_TERMS = 10_000


def t_quantile(probability: float, freedom: float) -> float:
    """Return the value below which `probability` (0 < p < 1) of Student's t with `freedom` > 0 degrees lies.

    `freedom` need not be whole. The distribution function is 1 - I(x; v/2, 1/2) / 2 with x = v / (v + t^2)
    (Abramowitz and Stegun 26.7.1). It is concave above zero, so that Newton's method comes from there to its inverse
    without ever passing it; to about twelve digits. Raises ValueError outside these bounds.
    """
    if not (0 < probability < 1 and 0 < freedom < math.inf):
        raise ValueError(f"no quantile {probability} of t with {freedom} degrees of freedom")
    if probability == 0.5:
        return 0.0
    if probability < 0.5:
        return -t_quantile(1 - probability, freedom)
    half = (freedom + 1) / 2
    highest = math.exp(math.lgamma(half) - math.lgamma(freedom / 2)) / math.sqrt(freedom * math.pi)
    found = 0.0
    for _ in range(_MOST_STEPS):
        density = highest * math.exp(-half * math.log1p(found * found / freedom))
        step = (probability - _t_below(found, freedom)) / density
        found += step
        if step <= _ACCURACY * found:
            break
    return found


def _t_below(t: float, freedom: float) -> float:
    return 1 - beta_ratio(freedom / (freedom + t * t), freedom / 2, 0.5) / 2


def beta_ratio(x: float, a: float, b: float) -> float:
    """Return the regularised incomplete beta function I(x; a, b) for 0 <= x <= 1, a > 0 and b > 0.

    Source: the continued fraction of Abramowitz and Stegun 26.5.8, evaluated by the method of Lentz, and the
    symmetry I(x; a, b) = 1 - I(1 - x; b, a) where it converges faster.
    """
    if x <= 0 or x >= 1:
        return 0.0 if x <= 0 else 1.0
    if x > (a + 1) / (a + b + 2):
        return 1 - beta_ratio(1 - x, b, a)
    logarithm = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    return math.exp(logarithm) * _fraction(x, a, b) / a


def _fraction(x: float, a: float, b: float) -> float:
    c, d = 1.0, 1 / _away_from_zero(1 - (a + b) * x / (a + 1))
    product = d
    for m in range(1, _MOST_TERMS):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        step = 1.0
        for term in (even, odd):
            d = 1 / _away_from_zero(1 + term * d)
            c = _away_from_zero(1 + term / c)
            step = c * d
            product *= step
        if abs(step - 1) < _PRECISION:
            break
    return product


def _away_from_zero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY
