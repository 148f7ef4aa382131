"""What a gate can be told: the words of which the settings of all gates are made, and how people write them.

The frozen dataclass of a gate's settings is the schema of its section in the configuration. Keys, validation, JSON
Schema and documentation are made from it, so that a setting exists exactly where it is used.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import MISSING, dataclass, fields
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from engine.errors import ConfigError
from engine.model.gate import Requirement
from engine.model.moment import parse_duration, write_duration
from engine.model.subject import Subject

_PERCENT = re.compile(r"(\d{1,3}(?:\.\d{1,6})?)\s*%")


@dataclass(frozen=True, slots=True)
class Says:
    """What a setting means, in a sentence; every field of settings has one."""

    text: str


@dataclass(frozen=True, slots=True)
class Between:
    """The least and the most that a number may be; none is no bound."""

    least: float | None = None
    most: float | None = None


@dataclass(frozen=True, slots=True)
class Unit:
    """How people write a value: `read` makes it from their text, or raises ValueError, and `write` the text of it.

    `example` is such a text.
    """

    name: str
    example: str
    read: Callable[[object], Any]
    write: Callable[[Any], str]


def parse_time(value: object) -> datetime:
    """Return the time of a day or a time as text, in UTC; a day begins at midnight. Raises ValueError."""
    if isinstance(value, str):
        with suppress(ValueError):
            value = datetime.fromisoformat(value)
    if isinstance(value, datetime):
        try:
            return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
        except OverflowError as error:
            raise ValueError("a time lies between the years 1 and 9999 of UTC") from error
    if isinstance(value, date):
        return datetime.combine(value, time(), UTC)
    raise ValueError("a time is written like 2026-12-01 or 2026-12-01T08:00:00Z")


def parse_percent(text: object) -> float:
    """Return the share, 0 to 1, of a text such as 99% or 0.5%; raises ValueError."""
    match = _PERCENT.fullmatch(text) if isinstance(text, str) else None
    if match is None or float(match[1]) > 100:
        raise ValueError("a percentage is a number from 0 to 100 with %, for example 99%")
    return float(match[1]) / 100


def write_time(moment: datetime) -> str:
    """Return a time in UTC, a day where it is midnight."""
    return f"{moment:%Y-%m-%d}" if moment.time() == time() else f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def write_percent(share: float) -> str:
    """Return a share as a percentage, to six digits."""
    return f"{round(share * 100, 6):g}%"


Duration = Annotated[timedelta, Unit("duration", "26h", parse_duration, write_duration)]
Time = Annotated[datetime, Unit("time", "2026-12-01", parse_time, write_time)]
Share = Annotated[float, Unit("percentage", "99%", parse_percent, write_percent)]


class Require(StrEnum):
    """How a gate counts; `off` leaves it out."""

    MUST = "must"
    SHOULD = "should"
    INFO = "info"
    OFF = "off"


class Switch(StrEnum):
    """On or off. YAML 1.2 keeps the words as texts."""

    ON = "on"
    OFF = "off"


@dataclass(frozen=True, slots=True, kw_only=True)
class GateSettings:
    """What every gate can be told."""

    require: Annotated[
        Require, Says("How the gate counts: must blocks, should opens a condition, info only shows, off leaves it out.")
    ] = Require.MUST

    @property
    def requirement(self) -> Requirement:
        """Return how the gate counts; raises ConfigError for one that is off."""
        if self.require is Require.OFF:
            raise ConfigError("a gate that is off has no requirement", hint="set require to must, should or info")
        return Requirement(self.require)

    @property
    def early_end(self) -> str:
        """Return what to set so that a run is noticed that ended at its first failure; empty where that is set."""
        return ""

    @property
    def oldest(self) -> timedelta | None:
        """Return how old results may be; none where the gate looks at their ages itself."""
        return None

    @property
    def documents(self) -> Mapping[str, str]:
        """Return the files beside the configuration that the gate reads itself, by the keys that name them."""
        return {}

    @property
    def places(self) -> Mapping[tuple[str | int, ...], str]:
        """Return the files and folders below the configuration that are named besides, by their keys and positions."""
        return {}

    def check_document(self, data: bytes, *, name: str) -> None:
        """Refuse the bytes of such a file that the gate cannot use; raises InputError."""

    def about(self, subject: Subject) -> Subject:
        """Return what results must be about, when `subject` is judged."""
        return subject


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultSettings(GateSettings):
    """What every gate of results of one release can be told."""

    max_age: Annotated[Duration, Says("How old the results may be; the oldest of them counts.")] = timedelta(hours=24)

    @property
    def oldest(self) -> timedelta | None:
        """Return how old results may be."""
        return self.max_age


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One setting: its key, its type with the marks of this module, what it says, and its default.

    `default` is `dataclasses.MISSING` where the setting is required.
    """

    name: str
    hint: Any
    says: str
    default: Any

    @property
    def key(self) -> str:
        """Return the setting as it is written in the configuration."""
        return self.name.replace("_", "-")

    @property
    def required(self) -> bool:
        """Tell whether the configuration must have it."""
        return self.default is MISSING


def settings_of(kind: type) -> tuple[Setting, ...]:
    """Return the settings of a frozen dataclass, in their order; raises TypeError for a field that says nothing."""
    hints = get_type_hints(kind, include_extras=True)
    return tuple(
        Setting(name=field.name, hint=hints[field.name], says=_said(kind, field.name, hints), default=_default(field))
        for field in fields(kind)
    )


def marks(hint: Any) -> Iterator[Any]:
    """Yield the marks of a type: those of `Annotated`, also inside unions and tuples."""
    if get_origin(hint) is Annotated:
        yield from hint.__metadata__
        yield from marks(hint.__origin__)
    else:
        for inner in get_args(hint):
            yield from marks(inner)


def _said(kind: type, name: str, hints: dict[str, Any]) -> str:
    found = [mark.text for mark in getattr(hints[name], "__metadata__", ()) if isinstance(mark, Says)]
    if not found or not found[0].strip():
        raise TypeError(f"{kind.__module__}.{kind.__qualname__}.{name} does not say what it means")
    return found[0]


def _default(field: Any) -> Any:
    return field.default_factory() if field.default_factory is not MISSING else field.default
