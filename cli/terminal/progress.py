"""Progress on stderr: a live bar on a terminal, a line now and then elsewhere, or nothing."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from enum import StrEnum
from types import TracebackType
from typing import TYPE_CHECKING, Self

from cli.terminal.logs import are_written
from cli.terminal.output import message
from engine.text import terminal

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress
    from rich.progress import TaskID

EVERY = 15.0


class ProgressMode(StrEnum):
    """The values of `--progress`."""

    AUTO = "auto"
    PLAIN = "plain"
    NONE = "none"


class Silent:
    """Tells nobody."""

    def step(self, name: str, done: int, total: int | None, note: str = "") -> None:
        """Take a step and forget it."""


class Plain:
    """Writes one line at most every 15 seconds, for logs. `clock` counts seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Start now: quick work writes nothing."""
        self._clock, self._last = clock, clock()

    def step(self, name: str, done: int, total: int | None, note: str = "") -> None:
        """Write the step when the last line is old enough."""
        now = self._clock()
        if now - self._last >= EVERY:
            self._last = now
            of = f"/{total}" if total is not None else ""
            message(f"{name}: {done}{of} {note}".rstrip())


class Live:
    """Draws a bar for each step on the terminal's stderr while the work goes on."""

    def __init__(self) -> None:
        """Prepare nothing: the first step starts the drawing."""
        self._bars: RichProgress | None = None
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        if self._bars is not None:
            self._bars.stop()

    def step(self, name: str, done: int, total: int | None, note: str = "") -> None:
        """Move the bar of a step."""
        from rich.markup import escape  # noqa: PLC0415 - only a terminal needs it

        if self._bars is None:
            self._bars = _bars()
            self._bars.start()
        text = escape(terminal(f"{name} {note}".rstrip()))
        if name not in self._tasks:
            self._tasks[name] = self._bars.add_task(text, total=total)
        self._bars.update(self._tasks[name], completed=done, total=total, description=text)


def _bars() -> RichProgress:
    from rich.console import Console  # noqa: PLC0415 - only a terminal needs it
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415

    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )


def chosen(mode: ProgressMode, *, quiet: bool) -> Silent | Plain | Live:
    """Return the progress for an option: none when quiet, live on a terminal without lines of log, else plain."""
    if quiet or mode is ProgressMode.NONE:
        return Silent()
    return Live() if mode is ProgressMode.AUTO and sys.stderr.isatty() and not are_written() else Plain()
