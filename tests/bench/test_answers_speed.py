"""What is long is answered in a time that grows with it and no faster: wrong configurations, waivers, and findings."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from time import process_time
from typing import TypeVar

import pytest

from cli.config.model import Configuration
from cli.config.waivers import WaiverFile
from cli.config.yaml_file import parse_document, validate
from cli.wiring.reports import rendered
from engine.acceptance.person import is_same_person
from engine.errors import ConfigError
from engine.model.outcome import Outcome
from engine.model.verdict import Run
from engine.report.interface import ReportKind
from tests.builders import changed
from tests.runs import FINDING, GATE, run_of

T = TypeVar("T")
LIMIT = 2.3  # times as long for twice as much
FLOOR = 0.05  # seconds: below that nothing can be said on these machines
MOST = 20.0  # seconds, for the longest
FINDINGS = (20_000, 40_000, 80_000)
OF_FIRST = 2.0  # seconds, for that many findings
ENTRY = (
    "  - {{ id: W{0}, owner: a@b.io, approver: c@d.io, reason: r, ticket: T, environment: prod, created: 2026-11-01, "
    "expires: 2026-12-01, rule: x, address: a{0} }}\n"
)


def check_growth(name: str, work: Callable[[T], object], things: Sequence[T], first: float = MOST) -> None:
    """Check that work on things of which each is twice as large as the one before takes twice as long.

    `first` is the limit of the first in seconds.
    """
    took = []
    for thing in things:
        begin = process_time()
        work(thing)
        took.append(process_time() - begin)
    ratios = [later / earlier for earlier, later in pairwise(took) if later > FLOOR]
    times = max(ratios, default=1.0)
    sys.stdout.write(
        f"\n{name}: {took[0]:.2f} s, {took[-1]:.2f} s for the longest, {times:.2f} times as long for twice as much"
    )
    assert all(ratio < LIMIT for ratio in ratios), took
    assert took[-1] < MOST
    assert took[0] < first


def refused(text: str) -> int:
    """Return how many lines a configuration is answered with."""
    with pytest.raises(ConfigError) as caught:
        validate(parse_document(text.encode(), name="driftgate.yaml"), Configuration)
    return len(caught.value.message.splitlines())


@pytest.mark.bench
def test_unknown_keys() -> None:
    head = "version: 1\nenvironments: { prod: {} }\n"
    texts = [head + "".join(f"k{key}: 1\n" for key in range(number)) for number in (10_000, 20_000, 40_000, 70_000)]
    assert [refused(text) for text in texts] == [101, 101, 101, 1]
    check_growth("unknown keys", refused, texts[:3])


@pytest.mark.bench
def test_waivers() -> None:
    texts = ["version: 1\nwaivers:\n" + "".join(map(ENTRY.format, range(number))) for number in (900, 1_800, 3_600)]
    check_growth("waivers", lambda text: validate(parse_document(text.encode(), name="w"), WaiverFile), texts)


@pytest.mark.bench
@pytest.mark.parametrize("part", ["k", "k@", "k ", "@", "k@k ", "."])
def test_names_of_people(part: str) -> None:
    names = [(part * size)[:size] for size in (20_000, 40_000, 80_000)]
    check_growth(f"names of {part!r}", lambda name: is_same_person(name, "ada@acme.example"), names)


@pytest.fixture(scope="module")
def found() -> list[Run]:
    """Return runs with many findings, of one gate."""
    runs = []
    for number in FINDINGS:
        findings = tuple(
            changed(FINDING, fingerprint=f"{index:032x}", address=f"aws_db_instance.d{index}", id=f"db-{index}")
            for index in range(number)
        )
        gate = replace(GATE, outcome=Outcome.FAIL, findings=findings, summary=f"{number} differences")
        runs.append(run_of(gate))
    return runs


@pytest.mark.bench
@pytest.mark.parametrize("kind", ReportKind)
def test_findings_in_every_format(found: list[Run], kind: ReportKind) -> None:
    size = sum(map(len, rendered(kind, found[-1]))) / 2**20
    check_growth(f"{kind}, {size:.1f} MiB", lambda run: sum(map(len, rendered(kind, run))), found, OF_FIRST)
