"""How sure a pass must be when it may not be the first that was looked for.

Who looks again after each further run passes in the end what is too slow: at 95 % and a slowdown of exactly the margin,
one in four comparisons that begin with three runs a side and go on to sixty. The engine does not see
the looks before, so that it takes for granted that there was one after every run since the first that could be judged.
"""

from __future__ import annotations

from engine.gates.performance.bounds import CONFIDENCE

# The share of false passes of each later look, before it falls with what is known.
_LATER = 0.015


def information(*sizes: int) -> float:
    """Return how much the runs of one or two sides tell of a difference: one over its variance, in units of a run."""
    return 1 / sum(1 / size for size in sizes)


def confidence_of(known: float, first: float) -> float:
    """Return how sure a pass must be, when `known` is the information now and `first` that at the first look.

    The first look spends what any single comparison may, and all later ones at most one point more: their level falls
    with the square of the share of the information that the first look had. Levels that hang on nothing but the
    information are the idea of Lan and DeMets (Discrete sequential boundaries for clinical trials, 1983); the constant
    was found by simulation, and the benchmarks hold it to 6 % in all, however often one looks.
    """
    return CONFIDENCE if known <= first else 1 - _LATER * (first / known) ** 2
