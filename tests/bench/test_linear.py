"""Patterns take a time that grows with their text and no faster: each gets what costs it most, at 20, 40 and 80 kB."""

from __future__ import annotations

import re
import sys
from itertools import pairwise, product
from time import perf_counter

import pytest

from snapshots.redaction import texts
from snapshots.redaction.forms import FORMATS

SIZES = (20_000, 40_000, 80_000)
LIMIT = 2.3  # times as long for a text that is twice as long
FLOOR = 0.004  # seconds: below that nothing can be said on these machines
PATTERNS = {
    **{f"{number} {entry.literals[0]}": re.compile(entry.pattern) for number, entry in enumerate(FORMATS)},
    **{name: value for name, value in vars(texts).items() if isinstance(value, re.Pattern)},
}
# Runs of blanks and of characters that begin something, and what each format begins with, again and again.
BLANKS = ("\n", " ", "\t", "\xa0", "a", "0", "=", ":", "\\", '"', "'", "<", "-", "{", "$")
BEGINNINGS = (
    "",
    *sorted({word for entry in FORMATS for word in entry.literals}),
    *('"password":', "password = ", "--password ", "mysql -", "authorization: ", "cookie: a=", "<password>", "://a:"),
    *("-----BEGIN PRIVATE KEY-----", "PuTTY-User-Key-File-2", "secret: |\n", "bearer ", "eyJaaaaaaaaaa."),
)


def seconds(pattern: re.Pattern[str], text: str) -> float:
    """Return the least of three times that it takes to look for a pattern everywhere in a text."""
    least = float("inf")
    for _ in range(3):
        start = perf_counter()
        for _ in pattern.finditer(text):
            pass
        least = min(least, perf_counter() - start)
    return least


@pytest.mark.bench
@pytest.mark.parametrize("name", PATTERNS)
def test_no_text_costs_more_than_its_length(name: str) -> None:
    pattern = PATTERNS[name]
    shapes = {f"{begin}{blank * 9}" * 99 for begin, blank in product(BEGINNINGS, BLANKS)}
    shapes |= {begin + blank * 999 for begin, blank in product(BEGINNINGS, BLANKS)}
    worst = max(shapes, key=lambda shape: seconds(pattern, (shape * 4)[:4_000]))
    # The same again and again, and a run that begins once: which of them is dear depends on the pattern.
    again = [(worst * (size // len(worst) + 1))[:size] for size in SIZES]
    once = [worst[:-1] + worst[-1] * (size - len(worst)) for size in SIZES]
    for grown in (again, once):
        took = [seconds(pattern, text) for text in grown]
        ratios = [later / earlier for earlier, later in pairwise(took) if later > FLOOR]
        times = max(ratios, default=1.0)
        sys.stdout.write(f"\n{name}: {took[-1] * 1000:.1f} ms for 80 kB, {times:.2f} times as long for twice as much")
        assert all(ratio < LIMIT for ratio in ratios), (name, worst[:40], took)
