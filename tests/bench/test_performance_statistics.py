"""How often the performance gate is right about simulated load tests of which the truth is known.

Run with `make bench`. The rows are those of a published comparison of methods; the limits are those of the product:
where nothing changed at most 1.5 % false NO-GO, at a slowdown of exactly the margin at most 6 % false passes however
often one looks, and four of five right answers from five runs a side.
"""

from __future__ import annotations

import pytest

from tests.engine.gates.load_trials import MARGIN, ROWS, TOLERANCE, TRUTHS, try_equal, try_looks, try_row

pytestmark = pytest.mark.bench
TRIALS = 4000
LOOKS = 3000
FALSE_FAIL, FALSE_PASS, POWER = 0.015, 0.06, 0.8


def test_rows() -> None:
    for row in ROWS:
        equal, half, twice = (try_row(row, truth, TRIALS) for truth in TRUTHS)
        margin = try_row(row, MARGIN, TRIALS)
        found = (equal.passed, half.passed, twice.failed)
        words = ", ".join(f"{got:.3f} ({wanted})" for got, wanted in zip(found, row.expected, strict=True))
        size = f"{row.baseline} pairs" if row.paired else f"{row.baseline} and {row.candidate} runs"
        print(  # noqa: T201 - the figures are the result
            f"\n{row.noise:.0%}, {size}: {words}; false NO-GO {equal.failed:.4f}, false pass {margin.passed:.3f}",
            end="",
        )
        assert found == pytest.approx(row.expected, abs=TOLERANCE)
        assert equal.failed <= FALSE_FAIL
        assert margin.passed <= FALSE_PASS


def test_five_runs_a_side() -> None:
    equal, twice = (try_equal(5, truth, 0.05, TRIALS) for truth in (0.0, 2 * MARGIN))
    print(f"\n5 runs a side at 5 %: {equal.passed:.3f} pass, {twice.failed:.3f} of 20 % slower fail")  # noqa: T201
    assert min(equal.passed, twice.failed) >= POWER


@pytest.mark.parametrize(
    ("name", "sizes", "paired"),
    [
        ("pairs, each", [(number, number) for number in range(3, 25)], True),
        ("both sides, each run", [(3, 3), *(size for n in range(4, 20) for size in ((n, n - 1), (n, n)))], False),
        ("five a side, each of both", [(number, number) for number in range(5, 30)], False),
        ("only the candidate", [(10, number) for number in range(3, 30)], False),
    ],
)
def test_looking_after_every_run(name: str, sizes: list[tuple[int, int]], paired: bool) -> None:
    margin = try_looks(sizes, MARGIN, 0.05, LOOKS, paired=paired)
    equal = try_looks(sizes, 0.0, 0.1, LOOKS, paired=paired)
    print(f"\n{name}: false pass {margin.passed:.3f}, false NO-GO {equal.failed:.4f}")  # noqa: T201
    assert margin.passed <= FALSE_PASS
    assert equal.failed <= FALSE_FAIL
