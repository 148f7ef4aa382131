"""How many cases the tests look at: a few at every save, a sample in `make test`, all of them in `make soak`.

The environment variable DRIFTGATE_TESTS chooses: `quick`, `test` (what is taken without it) or `soak`. A sample is
always the same one, so that a red test is red on every machine. No test writes a number of examples by itself.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from enum import StrEnum
from random import Random
from typing import TypeVar

T = TypeVar("T")


class Profile(StrEnum):
    """What a run is for."""

    QUICK = "quick"
    TEST = "test"
    SOAK = "soak"


PROFILE = Profile(os.environ.get("DRIFTGATE_TESTS", Profile.TEST))
EXAMPLES = 200  # of a property that says nothing else
_SHARE = {Profile.QUICK: 0.05, Profile.TEST: 1.0, Profile.SOAK: 10.0}  # of the examples that a property asks for
_LEAST = 5


def examples(number: int = EXAMPLES, *, profile: Profile = PROFILE) -> int:
    """Return how many examples Hypothesis makes of a property for which `make test` makes `number`."""
    return max(_LEAST, int(number * _SHARE[profile]))


def count(soak: int, *, test: int = 0, quick: int, profile: Profile = PROFILE) -> int:
    """Return how many times something is done; in `make test` as often as in a soak where nothing else is said."""
    return {Profile.SOAK: soak, Profile.TEST: test or soak, Profile.QUICK: quick}[profile]


def sample(cases: Sequence[T], *, test: int = 0, quick: int, profile: Profile = PROFILE) -> list[T]:
    """Return as many of the cases as `count` says, always the same ones, in their order."""
    number = min(count(len(cases), test=test, quick=quick, profile=profile), len(cases))
    return [cases[at] for at in sorted(Random(len(cases)).sample(range(len(cases)), number))]
