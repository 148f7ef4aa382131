"""What is judged, as it is named on the command line, in the configuration, and by git and the CI system."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from cli.commands.option_types import Words
from cli.wiring.files import read_file
from cli.wiring.tools import runner
from engine.errors import ConfigError
from engine.model.subject import RELEASE, Subject, problem
from engine.text import terminal
from snapshots.provenance.release import Release, find_release

if TYPE_CHECKING:
    from cli.commands.arguments import Project

F = TypeVar("F", bound=Callable[..., Any])
KEYS = tuple(field.name for field in fields(Subject))
_MOST = 200  # characters of a value
# What a build writes of what it has made: a commit, a digest behind a name, a version. Not any line of any file.
_NAMES = re.compile(rf"(?=\D*\d)[A-Za-z0-9][\w.+:/@~-]{{0,{_MOST - 1}}}", re.ASCII)


class SubjectOption(click.ParamType[Any]):
    """A part of the subject: KEY=VALUE."""

    name = "KEY=VALUE"

    def __init__(self, keys: Iterable[str] = KEYS) -> None:
        """Take the keys that may be named."""
        self.keys = tuple(keys)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the key and the value."""
        if isinstance(value, tuple):
            return value
        key, equals, told = (part.strip() for part in str(value).partition("="))
        if not equals or not told or not told.isprintable():
            return self.fail(f"{value!r} is not of the form KEY=VALUE, for example commit=c0ffee1.", param, ctx)
        name = Words(self.keys).convert(key, param, ctx)
        if why := problem(name, told):
            return self.fail(f"{value!r}: {why}.", param, ctx)
        return name, told


def subject_option(verb: F) -> F:
    """Give a verb the option that says what is released."""
    return click.option(
        "--subject",
        "subject",
        type=SubjectOption(RELEASE),
        multiple=True,
        help="What is released, instead of what the configuration, git and the CI system say; may be repeated. Keys: "
        f"{', '.join(RELEASE)}.",
    )(verb)


def subject_of(given: Iterable[tuple[str, str]]) -> Subject:
    """Return the subject that options name; the last one of a key counts."""
    return Subject(**dict(given))


def known_subject(given: Subject, release: Release) -> Subject:
    """Return a subject with the commit that git and the CI system know, where it names none itself."""
    return given if given.commit else replace(given, commit=release.commit)


def judged_subject(project: Project, environment: str, given: Iterable[tuple[str, str]]) -> tuple[Subject, str]:
    """Return what a verdict is about: what options name, else the configuration, else git and the CI system.

    Beside it stands why no release is named, where git knows: empty for a release that is.

    Raises ConfigError when git and the CI system disagree, and when a file that the configuration names is not there.
    """
    named = {**_configured(project), **dict(given)}
    found = Subject(**{**named, "environment": environment})
    if found.commit:
        return found, ""
    release = find_release(project.workspace.base, os.environ, runner())  # noqa: TID251 - the CI system's own variables
    known = known_subject(found, release)
    is_named = any(getattr(known, name) for name in RELEASE)
    return known, f"git has changes in {', '.join(release.changed)}" if release.changed and not is_named else ""


def _configured(project: Project) -> dict[str, str]:
    if project.loaded is None:
        return {}
    section, found = project.loaded.configuration.subject, {}
    for key in RELEASE:
        told: str | None = getattr(section, key)
        if told is None:
            continue
        is_file = told.startswith("file:")
        found[key] = _read(project.loaded.base / told[5:], key) if is_file else told
        if why := problem(key, found[key]) or _secret(found[key]):
            place = project.loaded.document.where(("subject", key))
            shown = "" if _secret(told) else f"{terminal(told) if is_file else repr(told)}: "
            raise ConfigError(f"{place}: subject.{key}: {shown}{why}", hint="name what is released")
    return found


def _read(path: Path, key: str) -> str:
    """Return what a file names. What it says otherwise is never told: the configuration may be a stranger's."""
    try:
        text = read_file(path, _MOST * 4).decode("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"subject.{key}: {path.name} cannot be read", hint="let the build write it") from error
    if not _NAMES.fullmatch(text):
        raise ConfigError(
            f"subject.{key}: {path.name} holds something else than one word of up to {_MOST} characters with a digit",
            hint="let the build write it",
        )
    return text


def _secret(text: str) -> str:
    """Return why a value cannot stand in a verdict, empty where it can."""
    from snapshots.redaction.redact import Redactor  # noqa: PLC0415 - only where a configuration names a release

    redactor = Redactor(os.urandom(32), "told")  # which secret it was counts for nothing
    return "it looks like a secret" if redactor.text(text) != text else ""
