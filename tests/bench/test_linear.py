"""Patterns take a time that grows with their text and no faster: each gets what costs it most, at 20, 40 and 80 kB."""

from __future__ import annotations

import re
import resource
import sys
from itertools import pairwise, product
from pathlib import Path
from time import perf_counter

import pytest

from snapshots.redaction import beside, blocks, encodings, maps, marks, names, texts, values, words
from snapshots.redaction.formats.table import FORMATS
from snapshots.redaction.own import linear
from snapshots.redaction.redact import Redactor
from tests.bench.figures import alone

SIZES = (20_000, 40_000, 80_000)
LIMIT = 2.3  # times as long for a text that is twice as long
FLOOR = 0.004  # seconds: below that nothing can be said on these machines
LARGE = 100_000_000  # letters of one value
MOST_SECONDS, MOST_MEMORY = 3, 400  # that it takes, and MB beside its own
# Of configurations; what else could be slow is refused.
OWN = (
    r"ACME-[A-Z0-9]{20,40}",
    r"\w{0,200}\d{0,200}x",
    r"(?:a|ab|abc)[a-z]{3,200}(?:x|y)\d{4}",
    r"[ab]{1,200}[bc]{1,200}z",
)
PATTERNS: dict[str, tuple[re.Pattern[str], tuple[str, ...]]] = {
    **{
        f"{number} {entry.literals[0]}": (re.compile(entry.pattern), (*entry.literals, *entry.needs))
        for number, entry in enumerate(FORMATS)
    },
    **{
        f"{module.__name__.rpartition('.')[2]}.{name}": (value, ())
        for module in (beside, blocks, encodings, maps, marks, names, texts, values, words)
        for name, value in vars(module).items()
        if isinstance(value, re.Pattern) and isinstance(value.pattern, str)
    },
    **{pattern: (re.compile(linear(pattern)), ()) for pattern in OWN},
}
# These are asked about a whole text alone, and the last two about none that is longer.
OF_A_WHOLE = {
    *("texts.USER_PAIR", "texts.LOGIN", "names._OPTION", "names._PROGRAM", "names._MYSQL", "names._VARIABLE"),
    *(
        "names._KMS_ID",
        "names._REFERENCE",
        "names.ARN",
        "names.PLACE",
        "blocks.PLACEHOLDER",
        "maps.VARIABLE",
        "maps._NAME",
        "values._ELSEWHERE",
        "values._PLAIN",
    ),
}
LONGEST_OF_A_WHOLE = {"values._ELSEWHERE": 4096, "values._PLAIN": 256}
# Runs of blanks and of characters that begin something, and what patterns begin with, again and again.
BLANKS = ("\n", " ", "\t", "\xa0", "a", "0", "=", ":", "\\", '"', "'", "<", "-", "{", "$", "%4", "A", ".", "/", "_")
BEGINNINGS = (
    *(
        "",
        '"password":',
        "password = ",
        "--password ",
        "mysql -",
        "authorization: ",
        "cookie: a=",
        "<password>",
        "://a:",
    ),
    *(
        "-----BEGIN PRIVATE KEY-----",
        "PuTTY-User-Key-File-2",
        "secret: |\n",
        "bearer ",
        "eyJaaaaaaaaaa.",
        "password is ",
    ),
    *(
        "password={",
        'password="""',
        "<<EOF\n",
        "a\n<<<",
        "a:a1@",
        "a/a1@",
        "key=a\nvalue=",
        "secrets:\n  - ",
        "$secret:",
    ),
    *("data:\n  a", "login -p ", "a: ", "key_", "psk=", "QUJD", "H4sI", "%41", "\\x41", "4142"),
)


def seconds(name: str, text: str, *, times: int = 3) -> float:
    """Return the least of some times that it takes to look for a pattern as the redactor does."""
    pattern = PATTERNS[name][0]
    if name in OF_A_WHOLE:
        return min(_whole(pattern, text[: LONGEST_OF_A_WHOLE.get(name)]) for _ in range(times))
    least = float("inf")
    for _ in range(times):
        start = perf_counter()
        for _ in pattern.finditer(text):
            pass
        least = min(least, perf_counter() - start)
    return least


def _whole(pattern: re.Pattern[str], text: str) -> float:
    start = perf_counter()
    pattern.fullmatch(text)
    return perf_counter() - start


def _ratios(took: list[float]) -> list[float]:
    return [later / earlier for earlier, later in pairwise(took) if later > FLOOR]


@pytest.mark.bench
@pytest.mark.parametrize("name", PATTERNS)
def test_no_text_costs_more_than_its_length(name: str) -> None:
    literals = PATTERNS[name][1]
    begins = (*BEGINNINGS, *literals, *map(str.upper, literals))
    shapes = {f"{begin}{blank * 9}" * 99 for begin, blank in product(begins, BLANKS)}
    shapes |= {begin + blank * 999 for begin, blank in product(begins, BLANKS)}
    worst = max(shapes, key=lambda shape: seconds(name, (shape * 4)[:2_000], times=1))
    # The same again and again, and a run that begins once: which of them is dear depends on the pattern.
    again = [(worst * (size // len(worst) + 1))[:size] for size in SIZES]
    once = [worst[:-1] + worst[-1] * (size - len(worst)) for size in SIZES]
    for grown in (again, once):
        took = [seconds(name, text) for text in grown]
        ratios = _ratios(took)
        for _ in range(4):  # somebody else's work only ever adds to a time
            if max(ratios, default=1.0) >= LIMIT:
                took = [min(before, seconds(name, text)) for before, text in zip(took, grown, strict=True)]
                ratios = _ratios(took)
        times = max(ratios, default=1.0)
        sys.stdout.write(f"\n{name}: {took[-1] * 1000:.1f} ms for 80 kB, {times:.2f} times as long for twice as much")
        assert all(ratio < LIMIT for ratio in ratios), (name, worst[:40], took)


def _looked_at(_folder: Path, kind: int) -> str:
    text = ("x", "2026-11-30T07:00:00 info request done in 12 ms\n", "the password policy key=abc token user:x \n")[
        kind
    ]
    value = text * (LARGE // len(text))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = perf_counter()
    redacted = Redactor(b"k" * 32, "e1").resource("aws_x", {"a": value})
    took = perf_counter() - start
    assert "$secret" in redacted["a"]
    return f"{took} {(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024}"


@pytest.mark.bench
@pytest.mark.parametrize("kind", range(3))
def test_one_value_of_100_mb_takes_no_longer_than_its_fingerprint(tmp_path: Path, kind: int) -> None:
    took, memory = map(float, alone(_looked_at, tmp_path, kind).result.split())
    sys.stdout.write(f"\na value of 100 MB: {took:.2f} s (limit {MOST_SECONDS}), {memory:.0f} MB (limit {MOST_MEMORY})")
    assert took < MOST_SECONDS
    assert memory < MOST_MEMORY
