"""Progress on stderr: a live bar on a terminal, a line now and then elsewhere, lines of JSON, or nothing.

Work tells its steps (`engine.ports.Progress`) and never waits for whoever shows them. A thread writes the step that was
told last: a long one is seen to go on although it tells nothing. Work that is done within a second shows nothing.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING

from cli.terminal.logs import are_written
from cli.terminal.output import message, tell
from engine.ports import Silent
from engine.text import json_text, terminal

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress
    from rich.progress import TaskID

EVERY = 15.0  # seconds between two lines in a log
FIRST = 1.0  # seconds that pass before anything is shown


class ProgressMode(StrEnum):
    """The values of `--progress`."""

    AUTO = "auto"
    PLAIN = "plain"
    NONE = "none"
    JSONL = "jsonl"


@dataclass(frozen=True, slots=True)
class Step:
    """A step that was told: `seconds` are those since the work began."""

    stage: str
    done: int
    total: int | None
    note: str
    seconds: float


class Plain:
    """Writes a step as a line for a log."""

    first = every = EVERY

    def show(self, step: Step) -> None:
        """Write the line."""
        of = f"/{step.total}" if step.total is not None else ""
        message(f"{step.stage}: {step.done}{of} {step.note}".rstrip() + f", {step.seconds:.0f} s")

    def end(self) -> None:
        """Leave the lines."""


class Lines:
    """Writes a step as a line of JSON: `stage`, `done`, `total` (null while it is not known), `note`, `seconds`."""

    first = every = FIRST

    def show(self, step: Step) -> None:
        """Write the line; it is ASCII, and foreign text in it is harmless."""
        document = {
            "stage": terminal(step.stage),
            "done": step.done,
            "total": step.total,
            "note": terminal(step.note),
            "seconds": round(step.seconds, 1),
        }
        tell(json_text(json.dumps(document) + "\n"))

    def end(self) -> None:
        """Leave the lines."""


class Live:
    """Draws a bar for each stage on the terminal's stderr while the work goes on."""

    first = FIRST
    every = 0.2

    def __init__(self) -> None:
        """Prepare nothing: the first step starts the drawing."""
        self._bars: RichProgress | None = None
        self._tasks: dict[str, TaskID] = {}

    def show(self, step: Step) -> None:
        """Move the bar of a stage."""
        from rich.markup import escape  # noqa: PLC0415 - only a terminal needs it

        if self._bars is None:
            self._bars = _bars()
            self._bars.start()
        text = escape(terminal(f"{step.stage} {step.note}".rstrip()))
        if step.stage not in self._tasks:
            self._tasks[step.stage] = self._bars.add_task(text, total=step.total)
        self._bars.update(self._tasks[step.stage], completed=step.done, total=step.total, description=text)

    def end(self) -> None:
        """Take the bars away."""
        if self._bars is not None:
            self._bars.stop()
            self._bars = None


class Watch:
    """Implements `engine.ports.Progress`: remembers the steps, and shows the newest of them in a form from a thread.

    `clock` counts seconds.
    """

    def __init__(self, form: Plain | Lines | Live, clock: Callable[[], float] = time.monotonic) -> None:
        """Start to count; the thread begins with the first step."""
        self._form, self._clock, self._start = form, clock, clock()
        self._step: Step | None = None
        self._lock, self._ended = Lock(), Event()
        self._thread: Thread | None = None

    def step(self, name: str, done: int, total: int | None, note: str = "") -> None:
        """Remember how far a stage is."""
        with self._lock:
            self._step = Step(name, done, total, note, self._clock() - self._start)
            if self._thread is None and not self._ended.is_set():
                self._thread = Thread(target=self._watch, name="progress", daemon=True)
                self._thread.start()

    def end(self) -> None:
        """Show nothing any more; what is drawn goes away."""
        self._ended.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def show(self) -> None:
        """Show the newest step with the time that has passed since."""
        with self._lock:
            step = self._step
        if step is not None:
            self._form.show(Step(step.stage, step.done, step.total, step.note, self._clock() - self._start))

    def _watch(self) -> None:
        with suppress(OSError, ValueError):  # a stderr that is closed keeps no work from going on
            for _ in self._ticks():
                self.show()
            self._form.end()

    def _ticks(self) -> Iterator[None]:
        """Yield when something is to be shown, until the end: first late, so that quick work shows nothing."""
        if self._ended.wait(self._form.first):
            return
        yield
        while not self._ended.wait(self._form.every):
            yield


def _bars() -> RichProgress:
    from rich.console import Console  # noqa: PLC0415 - only a terminal needs it
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn  # noqa: PLC0415

    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
    )


def chosen(mode: ProgressMode, *, quiet: bool) -> Silent | Watch:
    """Return the progress for an option: none when quiet, live on a terminal without lines of log, else plain."""
    if quiet or mode is ProgressMode.NONE:
        return Silent()
    if mode is ProgressMode.JSONL:
        return Watch(Lines())
    live = mode is ProgressMode.AUTO and sys.stderr.isatty() and not are_written()
    return Watch(Live() if live else Plain())
