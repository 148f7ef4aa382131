"""The types of options that several verbs share: closed sets of words, times, and how often an option was given."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from difflib import get_close_matches
from enum import StrEnum
from typing import Any, TypeVar

import click

E = TypeVar("E", bound=StrEnum)


class Words(click.ParamType[Any]):
    """A closed set of words with a suggestion for a typo."""

    name = "choice"

    def __init__(self, words: Iterable[str]) -> None:
        """Take the words."""
        self.words = list(words)

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:  # noqa: ARG002 - click's signature
        """Return the words as help shows them."""
        return "|".join(self.words)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the word."""
        if value in self.words:
            return value
        close = get_close_matches(str(value), self.words, n=1)
        hint = f" Did you mean {close[0]!r}?" if close else ""
        return self.fail(f"{value!r} is not one of {', '.join(self.words)}.{hint}", param, ctx)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[Any]:  # noqa: ARG002 - click's signature
        """Return the words that begin with what was typed."""
        return [click.shell_completion.CompletionItem(word) for word in self.words if word.startswith(incomplete)]


class Choice(Words):
    """The words of an enum; converts to its members."""

    def __init__(self, kind: type[E]) -> None:
        """Take the words from an enum of texts."""
        super().__init__(str(member.value) for member in kind)
        self.kind = kind

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the member that a word names."""
        return value if isinstance(value, self.kind) else self.kind(super().convert(value, param, ctx))


# Runs lie in these years: further on nothing can be counted from a time, and no result is of another one.
_FIRST, _LAST = 1971, 9000


class Moment(click.ParamType[datetime]):
    """A time in RFC 3339 with a zone, in the years in which anything is measured."""

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
            return self.fail(f"{value!r} has no zone: write {moment.isoformat()}Z for UTC.", param, ctx)
        if not _FIRST <= moment.year <= _LAST:
            return self.fail(f"{value!r} is not in the years {_FIRST} to {_LAST}.", param, ctx)
        return moment.astimezone(UTC)


class Until(Moment):
    """The day on which something ends, or a time."""

    name = "DATE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the time in UTC; a day begins at midnight."""
        text = str(value)
        if len(text) != 10:
            return super().convert(value, param, ctx)
        try:
            return datetime.combine(date.fromisoformat(text), time(), UTC)
        except ValueError:
            return self.fail(f"{text!r} is no day like 2026-12-15.", param, ctx)


class Verbosity(click.ParamType[Any]):
    """How often `-v` was given; a variable of the environment may hold a number, or a word for yes or no."""

    name = "COUNT"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the number."""
        if isinstance(value, int) or str(value).isdecimal():
            return int(value)
        return int(click.BOOL.convert(value, param, ctx))
