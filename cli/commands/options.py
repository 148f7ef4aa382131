"""The options that several verbs share, in groups: a verb takes the groups that it honours, and no other option.

A group is a dataclass whose fields are annotated with their options. It has no slots, so that a verb can join several.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import wraps
from pathlib import Path
from typing import Annotated, Any, TypeVar, get_type_hints

import click

from cli.commands.kinds import KindAndPath
from cli.commands.option_types import Choice, Moment, Verbosity
from cli.terminal.logs import LogFormat, configure
from cli.terminal.output import Color
from cli.terminal.progress import ProgressMode, Watch, chosen
from cli.wiring.clock import FixedClock, SystemClock
from engine.model.outcome import FailOn
from engine.ports import Clock, Silent
from engine.report.interface import ReportKind

F = TypeVar("F", bound=Callable[..., Any])
E = TypeVar("E", bound=StrEnum)
K = TypeVar("K")


class DataFormat(StrEnum):
    """What a verb that shows something prints on stdout."""

    TEXT = "text"
    JSON = "json"


class OutputFormat(StrEnum):
    """What a verb that decides something prints on stdout."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"


@dataclass(frozen=True, kw_only=True)
class ConfigOptions:
    """Of verbs that read the configuration."""

    config: Annotated[
        Path | None,
        click.option(
            "-c",
            "--config",
            type=click.Path(path_type=Path),
            help="The configuration file (default: driftgate.yaml here or above).",
        ),
    ]


@dataclass(frozen=True, kw_only=True)
class DataOptions:
    """Of verbs that show something."""

    format: Annotated[
        DataFormat,
        click.option(
            "--format",
            "format",
            type=Choice(DataFormat),
            default=DataFormat.TEXT,
            help="What to print on stdout (default: text).",
        ),
    ]


@dataclass(frozen=True, kw_only=True)
class ShowOptions(ConfigOptions, DataOptions):
    """Of verbs that show something of a project."""


@dataclass(frozen=True, kw_only=True)
class QuietOptions:
    """Of verbs that tell how they get on."""

    quiet: Annotated[
        bool, click.option("-q", "--quiet", is_flag=True, help="No progress and no messages, only the result.")
    ]


@dataclass(frozen=True, kw_only=True)
class ClockOptions:
    """Of verbs whose result depends on the time."""

    as_of: Annotated[
        datetime | None,
        click.option(
            "--as-of",
            type=Moment(),
            default=None,
            help="Work as if it were this time, for example 2026-11-20T02:00:00Z.",
        ),
    ]

    def clock(self) -> Clock:
        """Return the clock of this run: the one of the machine, or the time of `--as-of`."""
        return SystemClock() if self.as_of is None else FixedClock(self.as_of)


@dataclass(frozen=True, kw_only=True)
class TrustOptions:
    """Of verbs that use credentials, the network or a key that signs."""

    untrusted: Annotated[
        bool,
        click.option(
            "--untrusted",
            is_flag=True,
            help="Use no credentials, no network and no key that signs, for what a stranger has changed (default where "
            "a CI system builds the pull request of a fork).",
        ),
    ]


@dataclass(frozen=True, kw_only=True)
class OfflineOptions(TrustOptions):
    """Of verbs that look at sources."""

    offline: Annotated[
        bool, click.option("--offline", is_flag=True, help="Refuse every source that needs the network.")
    ]


@dataclass(frozen=True, kw_only=True)
class ProgressOptions(QuietOptions):
    """Of verbs that may take longer than a second."""

    progress: Annotated[
        ProgressMode,
        click.option(
            "--progress",
            type=Choice(ProgressMode),
            default=ProgressMode.AUTO,
            help="How to show on stderr what takes longer than a second (default: auto).",
        ),
    ]

    def watch(self) -> Silent | Watch:
        """Return who is told how work gets on."""
        return chosen(self.progress, quiet=self.quiet)


@dataclass(frozen=True, kw_only=True)
class ReadingOptions(ProgressOptions, ClockOptions, OfflineOptions):
    """Of verbs that take snapshots."""

    jobs: Annotated[
        int,
        click.option(
            "--jobs", type=click.IntRange(1, 64), default=4, help="How many things to read at once (default: 4)."
        ),
    ]
    provider_schemas: Annotated[
        tuple[Path, ...],
        click.option(
            "--provider-schema",
            "provider_schemas",
            type=click.Path(exists=True, path_type=Path),
            multiple=True,
            metavar="FILE",
            help="What terraform providers schema -json prints, instead of the configured ones. May be repeated.",
        ),
    ]


@dataclass(frozen=True, kw_only=True)
class ReportOptions(QuietOptions):
    """Of verbs that have runs to report."""

    reports: Annotated[
        tuple[tuple[ReportKind, Path], ...],
        click.option(
            "--report",
            "reports",
            type=KindAndPath(Choice(ReportKind), "html=report.html", written=True),
            multiple=True,
            help="Also write a report; may be repeated. Kinds: " + ", ".join(ReportKind) + ".",
        ),
    ]


@dataclass(frozen=True, kw_only=True)
class OutputOptions(ReportOptions):
    """Of verbs that print one run and end with its exit code."""

    format: Annotated[
        OutputFormat,
        click.option(
            "--format",
            "format",
            type=Choice(OutputFormat),
            default=OutputFormat.TEXT,
            help="What to print on stdout (default: text).",
        ),
    ]
    whole: Annotated[
        bool,
        click.option("--all", "whole", is_flag=True, help="Print every finding, not only the worst causes of a gate."),
    ]
    report_only: Annotated[
        bool,
        click.option("--report-only", is_flag=True, help="Exit with 0 instead of 1 on NO-GO; nothing else changes."),
    ]
    color: Annotated[
        Color,
        click.option("--color", type=Choice(Color), default=Color.AUTO, help="When to use colours (default: auto)."),
    ]


@dataclass(frozen=True, kw_only=True)
class DecidingOptions(ConfigOptions, OutputOptions, ClockOptions):
    """Of verbs that decide something."""

    fail_on: Annotated[
        FailOn | None,
        click.option(
            "--fail-on", type=Choice(FailOn), default=None, help="The lowest severity that fails (default: high)."
        ),
    ]


@dataclass(frozen=True, kw_only=True)
class RunOptions(DecidingOptions, ReadingOptions):
    """Of verbs that take snapshots and decide on them."""


@dataclass(frozen=True, kw_only=True)
class RegoOptions:
    """Of verbs that know people's own Rego."""

    rego: Annotated[
        tuple[Path, ...],
        click.option(
            "--rego",
            "rego",
            type=click.Path(exists=True, path_type=Path),
            multiple=True,
            metavar="FOLDER|BUNDLE",
            help="Your own Rego, beside the configured one. May be repeated.",
        ),
    ]


@dataclass(frozen=True, kw_only=True)
class PolicyOptions(RunOptions, RegoOptions):
    """Of verbs that ask policies."""


@dataclass(frozen=True, kw_only=True)
class DriftOptions(RunOptions):
    """Of verbs that look for drift."""

    events: Annotated[
        tuple[str, ...],
        click.option(
            "--events",
            "events",
            multiple=True,
            metavar="SOURCE",
            help="CloudTrail's events, which tell who changed what drifted, instead of the configured ones: a file, a "
            "folder, or aws:PROFILE@REGION. May be repeated.",
        ),
    ]


@dataclass(frozen=True, kw_only=True)
class GateOptions(DriftOptions, PolicyOptions):
    """Of the verb that asks every gate."""


_ORDER = (
    "config",
    "format",
    "whole",
    "reports",
    "fail_on",
    "report_only",
    "as_of",
    "rego",
    "events",
    "jobs",
    "provider_schemas",
    "offline",
    "untrusted",
    "color",
    "progress",
    "quiet",
)


def log_options(command: F) -> F:
    """Add `--verbose` and `--log-format`, which every verb has, and begin to write what they ask for."""

    @wraps(command)
    def wrapped(*args: Any, verbose: int, log_format: LogFormat | None, **kwargs: Any) -> Any:
        called = click.get_current_context().command_path
        configure(called, verbose, log_format, quiet=bool(kwargs.get("quiet")))
        return command(*args, **kwargs)

    form = click.option(
        "--log-format",
        type=Choice(LogFormat),
        default=None,
        help="Write log lines on stderr, in this form: text (logfmt) or JSON.",
    )
    count = click.option(
        "-v",
        "--verbose",
        count=True,
        type=Verbosity(),
        help="Write log lines on stderr, twice with every step; and the traceback of an internal error.",
    )
    return count(form(wrapped))  # type: ignore[return-value]  # functools.wraps keeps what click needs, not the type


def options(kind: type[K]) -> Callable[[F], F]:
    """Add the options of a verb's groups to a command, which gets them as its first argument."""
    known = {name: hint.__metadata__[0] for name, hint in get_type_hints(kind, include_extras=True).items()}

    def decorate(command: F) -> F:
        @wraps(command)
        def wrapped(*args: Any, **kwargs: Any) -> Any:
            return command(made(kind, {name: kwargs.pop(name) for name in known}), *args, **kwargs)

        wrapped = log_options(wrapped)
        # What a verb has alone comes before what many have.
        order = sorted(known, key=lambda name: _ORDER.index(name) if name in _ORDER else -1)
        for name in order[::-1]:
            wrapped = known[name](wrapped)
        return wrapped  # type: ignore[return-value]  # functools.wraps keeps what click needs, not the type

    return decorate


def made(kind: type[K], values: Mapping[str, Any]) -> K:
    """Return the options of a verb."""
    return kind(**values)
