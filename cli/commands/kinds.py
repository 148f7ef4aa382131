"""Options of the form KIND=PATH: a report to write, a result file to read."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol

import click
from click.shell_completion import CompletionItem


class Kinds(Protocol):
    """The kinds that there are: a closed set of words (`cli.commands.options.Words`)."""

    words: list[str]

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return what a word means."""
        ...


class KindAndPath(click.ParamType[Any]):
    """A kind and a path; `example` is one of them as people write it."""

    name = "KIND=PATH"

    def __init__(self, kinds: Kinds, example: str) -> None:
        """Take the kinds."""
        self.kinds, self.example = kinds, example

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the kind and the path."""
        if isinstance(value, tuple):
            return value
        kind, equals, path = str(value).partition("=")
        if not equals or not path:
            return self.fail(f"{value!r} is not of the form KIND=PATH, for example {self.example}.", param, ctx)
        return self.kinds.convert(kind, param, ctx), Path(path)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG002 - click's signature
        """Return the kinds that begin with what was typed, each with `=`."""
        return [CompletionItem(f"{kind}=") for kind in self.kinds.words if kind.startswith(incomplete)]
