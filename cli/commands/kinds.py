"""What options are made of that several verbs have: KIND=PATH (a report to write, a result to read), and an age."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any, Protocol

import click
from click.shell_completion import CompletionItem

from cli.config.names import name_problem, shortened
from cli.wiring.files import is_replaceable
from engine.errors import ConfigError
from engine.model.moment import parse_duration
from snapshots.bounds import leads_out

_TELLING = "the name of the file holds a secret, which would stand wherever the file is told."


def holds_secret(path: str) -> bool:
    """Tell whether a path that somebody names holds a secret that can be recognised."""
    from cli.terminal.quoted import told_text  # noqa: PLC0415 - only where a file is written

    return told_text(path) != path


class Kinds(Protocol):
    """The kinds that there are: a closed set of words (`cli.commands.options.Words`)."""

    words: list[str]

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return what a word means."""
        ...


class KindAndPath(click.ParamType[Any]):
    """A kind and a path, of a file that is read or `written`; `example` is one of them as people write it."""

    name = "KIND=PATH"

    def __init__(self, kinds: Kinds, example: str, *, written: bool = False) -> None:
        """Take the kinds."""
        self.kinds, self.example, self.written = kinds, example, written

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the kind and the path."""
        if isinstance(value, tuple):
            return value
        kind, equals, path = str(value).partition("=")
        if not equals or not path:
            return self.fail(f"{value!r} is not of the form KIND=PATH, for example {self.example}.", param, ctx)
        if problem := name_problem(path):
            return self.fail(f"{shortened(path)!r}: {problem}.", param, ctx)
        if not Path(path).name:
            return self.fail(f"{path!r} is a folder, and names no file.", param, ctx)
        if self.written and holds_secret(path):
            return self.fail(_TELLING, param, ctx)
        return self.kinds.convert(kind, param, ctx), Path(path)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG002 - click's signature
        """Return the kinds that begin with what was typed, each with `=`."""
        return [CompletionItem(f"{kind}=") for kind in self.kinds.words if kind.startswith(incomplete)]


class NewFile(click.Path):
    """The path of a file to write."""

    def __init__(self) -> None:
        """Take paths as such."""
        super().__init__(path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the path."""
        if problem := name_problem(str(value)):
            return self.fail(f"{shortened(str(value))!r}: {problem}.", param, ctx)
        if holds_secret(str(value)):
            return self.fail(_TELLING, param, ctx)
        if not Path(value).name or Path(value).is_dir():
            return self.fail(f"{str(value)!r} is a folder, and names no file.", param, ctx)
        if not is_replaceable(Path(value)):  # a file would take the place of a device or a link
            return self.fail(f"{str(value)!r} is no regular file.", param, ctx)
        if leads_out(Path(value).parent, Path.cwd()):
            return self.fail(f"{str(value)!r}: a link in it leads out of the current folder.", param, ctx)
        return super().convert(value, param, ctx)


def max_age_of(text: str | None) -> timedelta | None:
    """Return the duration of `--max-age`, none without one; raises ConfigError for what is none."""
    if text is None:
        return None
    try:
        limit = parse_duration(text)
    except ValueError as error:
        raise ConfigError(f"--max-age: {error}", hint="write for example --max-age 26h") from error
    if not limit:
        raise ConfigError("--max-age: nothing is that young", hint="write for example --max-age 26h")
    return limit
