"""Progress: nothing of quick work, what goes on of slow work, and never a text that steers a terminal."""

from __future__ import annotations

import io
import json
import sys
import time
from pathlib import Path

import pytest

from cli.app import run
from cli.demo.estate import data
from cli.terminal.progress import EVERY, FIRST, Lines, Live, Plain, ProgressMode, Watch, chosen
from engine.model.snapshot import Side
from engine.ports import Collection, Silent
from engine.run.take import take_snapshot
from tests.builders import NOW


class Clock:
    """Counts the seconds that a test says have passed."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        """Return them."""
        return self.seconds


class Empty:
    """A collector of a source in which there is nothing."""

    def collect(self) -> Collection:
        """Return nothing."""
        return Collection(origins=(), resources=())


class Steps:
    """Keeps what it is told."""

    def __init__(self) -> None:
        self.told: list[tuple[str, int, int | None, str]] = []

    def step(self, name: str, done: int, total: int | None, note: str = "") -> None:
        """Keep a step."""
        self.told.append((name, done, total, note))


def test_a_line_for_a_log_says_how_far_it_is_and_how_long_it_takes(capsys: pytest.CaptureFixture[str]) -> None:
    clock = Clock()
    watch = Watch(Plain(), clock)
    watch.show()  # nothing was told yet
    watch.step("judging", 1, 3, "policy")
    clock.seconds = 31.4
    watch.show()
    watch.step("CloudTrail \x1b[31m", 7, None)
    watch.show()
    watch.end()
    assert capsys.readouterr().err == "judging: 1/3 policy, 31 s\nCloudTrail \\u{1b}[31m: 7, 31 s\n"


def test_a_line_of_json_has_one_shape_and_steers_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    clock = Clock()
    watch = Watch(Lines(), clock)
    watch.step("réading \u202e", 0, None, "\x9b2J")
    clock.seconds = 1.26
    watch.show()
    watch.end()
    told = capsys.readouterr().err
    assert told.isascii()
    assert json.loads(told) == {
        "stage": "réading \\u{202e}",
        "done": 0,
        "total": None,
        "note": "\\u{9b}2J",
        "seconds": 1.3,
    }


@pytest.mark.parametrize("form", [Plain(), Lines(), Live()], ids=lambda form: type(form).__name__)
def test_quick_work_shows_nothing(form: Plain | Lines | Live, capsys: pytest.CaptureFixture[str]) -> None:
    watch = Watch(form)
    for number in range(100):
        watch.step("quick", number, 100)
    watch.end()
    watch.step("late", 0, 1)  # what tells more after the end begins nothing
    watch.end()
    assert capsys.readouterr().err == ""
    assert (Plain.first, Plain.every, Lines.first, Live.first) == (EVERY, EVERY, FIRST, FIRST)


def test_a_long_step_is_shown_although_it_tells_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    watch = Watch(Lines())
    watch.step("comparing", 0, 1)
    time.sleep(FIRST + 0.3)
    watch.end()
    assert [json.loads(line)["stage"] for line in capsys.readouterr().err.splitlines()] == ["comparing"]


def test_a_stderr_that_is_closed_ends_no_work(monkeypatch: pytest.MonkeyPatch) -> None:
    gone = io.StringIO()
    gone.close()
    monkeypatch.setattr(sys, "stderr", gone)
    watch = Watch(Lines())
    watch.step("writing", 0, 1)
    time.sleep(FIRST + 0.2)
    watch.end()


@pytest.mark.parametrize(
    ("mode", "quiet", "form"),
    [
        (ProgressMode.AUTO, True, Silent),
        (ProgressMode.JSONL, True, Silent),
        (ProgressMode.NONE, False, Silent),
        (ProgressMode.AUTO, False, Watch),
        (ProgressMode.PLAIN, False, Watch),
        (ProgressMode.JSONL, False, Watch),
    ],
)
def test_the_option_chooses(mode: ProgressMode, quiet: bool, form: type) -> None:
    assert isinstance(chosen(mode, quiet=quiet), form)


def test_every_source_of_a_side_is_told() -> None:
    steps = Steps()
    take_snapshot([Empty(), Empty()], environment="prod", side=Side.DESIRED, epoch="e", now=NOW, progress=steps)
    assert steps.told == [("reading desired", done, 2, "") for done in (0, 1, 2)]


@pytest.mark.parametrize("mode", ProgressMode)
def test_a_small_run_shows_nothing_and_its_result_stays(
    mode: ProgressMode, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "prod.tfstate").write_bytes(data("prod.tfstate"))
    monkeypatch.chdir(tmp_path)
    state = "tfstate:prod.tfstate"
    assert run(["snapshot", "take", state, "--progress", str(mode)]) == 0
    assert "reading" not in capsys.readouterr().err
