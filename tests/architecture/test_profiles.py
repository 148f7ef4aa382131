"""Numbers of cases come from one place, and what `make test` takes a sample of, a soak looks at wholly."""

from __future__ import annotations

import re
from pathlib import Path

from tests.profiles import Profile, count, examples, sample

TESTS = Path(__file__).parents[1]
CASES = tuple("abcdefghij")


def test_no_test_writes_a_number_of_examples_by_itself() -> None:
    found = [
        f"{path.relative_to(TESTS)}: {line.strip()}"
        for path in sorted(TESTS.rglob("*.py"))
        for line in path.read_text().splitlines()
        if re.search(r"max_examples=(?!examples\()", line) and path != Path(__file__)
    ]
    assert found == []


def test_a_soak_looks_at_everything_that_the_others_look_at() -> None:
    numbers = [examples(300, profile=profile) for profile in (Profile.QUICK, Profile.TEST, Profile.SOAK)]
    assert numbers == [15, 300, 3000]
    assert [count(20, test=3, quick=1, profile=profile) for profile in Profile] == [1, 3, 20]
    assert [count(20, quick=1, profile=profile) for profile in Profile] == [1, 20, 20]
    assert sample(CASES, test=3, quick=1, profile=Profile.SOAK) == [*CASES]
    assert sample(CASES, test=99, quick=1, profile=Profile.TEST) == [*CASES]


def test_a_sample_is_the_same_everywhere_and_in_the_order_of_the_cases() -> None:
    assert sample(CASES, test=4, quick=1, profile=Profile.TEST) == ["a", "d", "g", "j"]
