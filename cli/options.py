"""The options that several verbs share, as one value."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from difflib import get_close_matches
from enum import StrEnum
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click

from cli.clock import FixedClock, SystemClock
from cli.progress import ProgressMode
from cli.terminal import Color
from engine.model.outcome import FailOn
from engine.ports import Clock
from engine.report.interface import ReportKind

F = TypeVar("F", bound=Callable[..., Any])
E = TypeVar("E", bound=StrEnum)


class OutputFormat(StrEnum):
    """What goes to stdout."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"


class Choice(click.ParamType[Any]):
    """A closed set of words with a suggestion for a typo; converts to the member of an enum."""

    name = "choice"

    def __init__(self, kind: type[E]) -> None:
        """Take the words from an enum of texts."""
        self.kind = kind
        self.words = [str(member.value) for member in kind]

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:  # noqa: ARG002 - click's signature
        """Return the words as help shows them."""
        return "|".join(self.words)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the member that a word names."""
        if isinstance(value, self.kind):
            return value
        if value in self.words:
            return self.kind(value)
        close = get_close_matches(str(value), self.words, n=1)
        hint = f" Did you mean {close[0]!r}?" if close else ""
        return self.fail(f"{value!r} is not one of {', '.join(self.words)}.{hint}", param, ctx)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[Any]:  # noqa: ARG002 - click's signature
        """Return the words that begin with what was typed."""
        return [click.shell_completion.CompletionItem(word) for word in self.words if word.startswith(incomplete)]


class Moment(click.ParamType[datetime]):
    """A time in RFC 3339 with a zone."""

    name = "TIME"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the time in UTC."""
        if isinstance(value, datetime):
            return value
        try:
            moment = datetime.fromisoformat(str(value))
        except ValueError:
            return self.fail(f"{value!r} is not a time like 2026-11-20T02:00:00Z.", param, ctx)
        if moment.tzinfo is None:
            return self.fail(f"{value!r} has no zone: write {value}Z for UTC.", param, ctx)
        return moment.astimezone(UTC)


class Report(click.ParamType[Any]):
    """A report to write: KIND=PATH."""

    name = "KIND=PATH"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the kind and the path."""
        if isinstance(value, tuple):
            return value
        kind, equals, path = str(value).partition("=")
        if not equals or not path:
            return self.fail(f"{value!r} is not of the form KIND=PATH, for example html=report.html.", param, ctx)
        return Choice(ReportKind).convert(kind, param, ctx), Path(path)


@dataclass(frozen=True, slots=True, kw_only=True)
class CommonOptions:
    """What every verb that decides something understands."""

    config: Path | None
    format: OutputFormat
    reports: tuple[tuple[ReportKind, Path], ...]
    fail_on: FailOn | None
    report_only: bool
    as_of: datetime | None
    jobs: int
    offline: bool
    color: Color
    progress: ProgressMode
    quiet: bool
    verbose: int

    def clock(self) -> Clock:
        """Return the clock of this run: the one of the machine, or the time of `--as-of`."""
        return SystemClock() if self.as_of is None else FixedClock(self.as_of)


_OPTIONS = (
    click.option(
        "-c",
        "--config",
        type=click.Path(path_type=Path),
        help="The configuration file (default: driftgate.yaml here or above).",
    ),
    click.option(
        "--format",
        "format",
        type=Choice(OutputFormat),
        default=OutputFormat.TEXT,
        help="What to print on stdout (default: text).",
    ),
    click.option(
        "--report",
        "reports",
        type=Report(),
        multiple=True,
        help="Also write a report; may be repeated. Kinds: " + ", ".join(ReportKind) + ".",
    ),
    click.option(
        "--fail-on", type=Choice(FailOn), default=None, help="The lowest severity that fails (default: high)."
    ),
    click.option("--report-only", is_flag=True, help="Exit with 0 instead of 1 on NO-GO; nothing else changes."),
    click.option(
        "--as-of", type=Moment(), default=None, help="Decide as if it were this time, for example 2026-11-20T02:00:00Z."
    ),
    click.option("--jobs", type=click.IntRange(1, 64), default=4, help="How many things to read at once (default: 4)."),
    click.option("--offline", is_flag=True, help="Refuse every source that needs the network."),
    click.option("--color", type=Choice(Color), default=Color.AUTO, help="When to use colours (default: auto)."),
    click.option(
        "--progress", type=Choice(ProgressMode), default=ProgressMode.AUTO, help="How to show progress (default: auto)."
    ),
    click.option("-q", "--quiet", is_flag=True, help="No progress and no messages, only the result."),
    click.option("-v", "--verbose", count=True, help="More messages; -vv also tracebacks."),
)


def common_options(command: F) -> F:
    """Add the common options to a command, which gets them as its first argument."""

    @wraps(command)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        mine = {name: kwargs.pop(name) for name in CommonOptions.__dataclass_fields__}
        return command(CommonOptions(**mine), *args, **kwargs)

    for option in reversed(_OPTIONS):
        wrapped = option(wrapped)
    return wrapped  # type: ignore[return-value]  # functools.wraps keeps what click needs, not the type
