"""A result file of 100,000 failed tests, from its bytes to what the gate says.

Run with `make bench`. The limits are those of the product: below 10 s and 400 MB, and below 0.5 s for a file of 100 MB
that is refused. Messages that speak of secrets have to be looked at closely, each by itself: they may take twice that.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.gates.tests.judge import judge
from engine.gates.tests.settings import TestsSettings as Settings
from engine.model.outcome import Outcome
from snapshots.measurements.registry import result_reader
from snapshots.redaction.redact import Redactor
from tests.bench.figures import alone

pytestmark = pytest.mark.bench
COUNT = 100_000
LIMITS = {"a trace": 10, "words of secrets": 20}  # seconds
TRACE = "".join(f"\n\tat com.acme.shop.order.OrderService.place(OrderService.java:{line})" for line in range(4))
MESSAGES = {
    "a trace": "expected: &lt;{0}&gt; but was: &lt;-1&gt;" + TRACE,
    "words of secrets": "user {0}: the password is empty, no token for key {0} in {{name=n{0}, auth=none}}" + TRACE,
}


def write(folder: Path, kind: int) -> str:
    message = list(MESSAGES.values())[kind]
    with (folder / f"{kind}.xml").open("w") as file:
        file.write(f'<testsuites tests="{COUNT}" failures="{COUNT}"><testsuite name="shop" tests="{COUNT}">')
        for number in range(COUNT):
            file.write(
                f'<testcase classname="com.acme.shop.Order{number // 50}Test" name="places_{number}" time="0.1">'
            )
            file.write(f'<failure type="AssertionError">{message.format(number)}</failure></testcase>')
        file.write("</testsuite></testsuites>")
    return ""


def judged(folder: Path, kind: int) -> str:
    source = result_reader("junit", Redactor(b"k" * 32, "bench"))
    result = judge([source.read((folder / f"{kind}.xml").read_bytes(), name="a.xml")], Settings())
    assert result.outcome is Outcome.FAIL
    return str(len(result.findings))


@pytest.mark.parametrize(("kind", "name"), list(enumerate(MESSAGES)))
def test_100000_failed_tests(tmp_path: Path, kind: int, name: str) -> None:
    alone(write, tmp_path, kind)
    figure = min((alone(judged, tmp_path, kind) for _ in range(2)), key=lambda one: one.seconds)
    size = (tmp_path / f"{kind}.xml").stat().st_size / 1e6
    print(f"\n{name}, {size:.0f} MB: {figure.seconds:.2f} s (limit {LIMITS[name]}), {figure.memory:.0f} MB (limit 400)")  # noqa: T201 - the figures are the result
    assert figure.result == str(COUNT)
    assert figure.seconds < LIMITS[name]
    assert figure.memory < 400


def refused(folder: Path, _: int) -> str:
    data = (folder / "large.xml").read_bytes()
    return result_reader("junit", Redactor(b"k" * 32, "bench")).read(data, name="large.xml").gaps[0].reason


def test_a_file_of_100_mb_is_refused_at_once(tmp_path: Path) -> None:
    (tmp_path / "large.xml").write_bytes(b"<testsuites>" + b" " * 100_000_000)
    figure = min((alone(refused, tmp_path) for _ in range(3)), key=lambda one: one.seconds)
    print(f"\na file of 100 MB: {figure.seconds:.2f} s (limit 0.5), {figure.memory:.0f} MB")  # noqa: T201 - the same
    assert figure.result == "limit_reached"
    assert figure.seconds < 0.5
