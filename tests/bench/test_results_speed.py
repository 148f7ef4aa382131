"""A result file of 100,000 failed tests: from its bytes to what the gate says, and the whole program.

Run with `make bench`. The limits are those of the product: below 10 s and 400 MB, and below 0.5 s for a file of 100 MB
that is refused. Messages that speak of secrets have to be looked at closely, each by itself: they may take twice that.

The whole program is `driftgate gate` from its start to its exit, with its report and the ledger; its seconds are those
of the processor.
"""

from __future__ import annotations

import resource
import subprocess
import sys
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


CONFIGURATION = """\
version: 1
environments: {prod: {}}
gates: {tests: {require: must, results: [{junit: 0.xml}]}}
"""


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


def gate(folder: Path, _: int) -> str:
    """Run the program as a person does; return its exit code, its seconds of the processor and its memory in MB."""
    program = Path(sys.executable).with_name("driftgate")
    with (folder / "out.txt").open("w") as out:
        ended = subprocess.run([program, "gate", "prod"], cwd=folder, stdout=out, check=False)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return f"{ended.returncode} {used.ru_utime + used.ru_stime} {used.ru_maxrss / 1024}"


def test_the_whole_program_on_100000_failed_tests(tmp_path: Path) -> None:
    alone(write, tmp_path, 0)
    (tmp_path / "driftgate.yaml").write_text(CONFIGURATION)
    for run in ("the first run", "a run after one with as many", "another one"):
        code, seconds, memory = map(float, alone(gate, tmp_path).result.split())
        print(f"\ndriftgate gate, {run}: {seconds:.2f} s (limit 10), {memory:.0f} MB (limit 400)")  # noqa: T201 - the same
        assert code == 1
        assert f"tests test-failed ({COUNT})\n" in (tmp_path / "out.txt").read_text()
        assert seconds < 10
        assert memory < 400
