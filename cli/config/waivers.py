"""The waivers that people keep: in one file, or in a folder with a file for each."""

from __future__ import annotations

import re
import secrets
from collections.abc import Collection, Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, model_validator

from cli.config.allowed import PATHS, how
from cli.config.names import listed
from cli.config.places import is_allowed
from cli.config.strict import Strict
from cli.config.units import Moment
from cli.config.yaml_edit import append_to_list
from cli.config.yaml_file import parse_document, read_document, validate
from engine.errors import ConfigError
from engine.model.secret import without_secrets
from engine.model.waiver import Waiver
from engine.text import terminal
from snapshots.bounds import unlinked
from snapshots.store.atomic import write_atomically

_EMPTY = b"version: 1\nwaivers: []\n"
MAX_LIFE = timedelta(days=90)
_PROSE = frozenset({"owner", "approver", "reason", "ticket"})
_SUFFIXES = (".yaml", ".yml")
_FILE_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,100}")
_FINGERPRINT = re.compile(r"[0-9a-f]{32}")
Text = Annotated[str, Field(min_length=1)]


def _fingerprint(text: str) -> str:
    if text and not _FINGERPRINT.fullmatch(text):
        raise ValueError("a fingerprint has 32 hex digits: let `driftgate waive` write it")
    return text


class WaiverEntry(Strict):
    """One waiver: who owns it, who approved it, why, for what, from when and until when."""

    id: Text
    owner: Text
    approver: Text
    reason: Text
    ticket: Text
    environment: Text
    created: Moment
    expires: Moment
    fingerprint: Annotated[str, AfterValidator(_fingerprint)] = ""
    rule: str = ""
    address: str = ""
    value: str = ""

    @model_validator(mode="after")
    def has_a_scope_and_an_end(self) -> WaiverEntry:
        """Refuse a waiver of everything, and one that lives longer than 90 days."""
        if not self.fingerprint and not (self.rule and self.address):
            raise ValueError("a waiver needs a fingerprint, or a rule with an address")
        if self.expires <= self.created:
            raise ValueError("expires must be after created")
        if self.expires - self.created > MAX_LIFE:
            raise ValueError(f"a waiver lives at most 90 days: let it expire by {self.created + MAX_LIFE:%Y-%m-%d}")
        return self


class WaiverFile(Strict):
    """The whole waiver file."""

    version: Literal[1]
    waivers: tuple[WaiverEntry, ...]


def load_waivers(path: Path, environments: Collection[str] = (), *, base: Path) -> tuple[Waiver, ...]:
    """Return the waivers of a file, or of all YAML files of a folder; raises ConfigError with every problem in them.

    `environments` are those that there are, if that is known; `base` is the folder of the configuration, which no
    link may lead out of.
    """
    if not path.exists():
        make = "write into it: {version: 1, waivers: []}" if path.suffix else "make the folder, with a file for git"
        hint = f"{make}, or drop `waivers: {path.name}` from the configuration"
        raise ConfigError(f"{path.name}: there is no such waiver file or folder", hint=hint)
    known: set[str] = set()
    problems: list[str] = []
    found: list[Waiver] = []
    for name, file in _files(path):
        if not is_allowed(file, base):
            hint = f"keep it below, or {how(PATHS, unlinked(file).parent)}"
            raise ConfigError(f"{terminal(name)}: a link leads out of the folder of the configuration", hint=hint)
        document = read_document(file, name=name)
        entries: tuple[WaiverEntry, ...] = validate(document, WaiverFile, schema="waivers").waivers
        for index, entry in enumerate(entries):
            if entry.id in known:
                where = document.where(("waivers", index, "id"))
                problems.append(f"{where}: waivers.{index}.id: {entry.id!r} is the id of another waiver as well")
            known.add(entry.id)
            if environments and entry.environment not in environments:
                where = document.where(("waivers", index, "environment"))
                text = f"waivers.{index}.environment: there is no environment {entry.environment!r}"
                problems.append(f"{where}: {text}; there is {', '.join(sorted(environments))}")
            found.append(Waiver(**told(entry.model_dump())))
    if problems:
        raise ConfigError(*listed(problems), hint="driftgate schema waivers shows every key")
    return tuple(found)


def append_waiver(path: Path, entry: Mapping[str, str], *, about: str, base: Path) -> Path:
    """Add a waiver to a file, or as a file of its own to a folder; return the file. What is there stays byte for byte.

    A file is made when there is none. `about` becomes a comment above the entry. Raises ConfigError when the file, or
    the file with the entry, is wrong, and when the id is one of another waiver.
    """
    if path.is_dir():
        if not _FILE_NAME.fullmatch(entry["id"]):
            raise ConfigError(
                f"{terminal(entry['id'])}: an id that names a file has letters, digits, dots, _ and - only",
                hint="give it another --id",
            )
        if any(other.id == entry["id"] for other in load_waivers(path, base=base)):
            raise _taken(path, entry)
    file = path / f"{entry['id']}.yaml" if path.is_dir() else path
    entry = told(dict(entry))
    document = read_document(file, name=file.name) if file.exists() else parse_document(_EMPTY, name=file.name)
    text = (file.read_bytes() if file.exists() else _EMPTY).decode()
    validate(document, WaiverFile, schema="waivers")
    added = append_to_list(document, text, "waivers", entry, about=about)
    changed = parse_document(added.encode(), name=file.name)
    entries: tuple[WaiverEntry, ...] = validate(changed, WaiverFile, schema="waivers").waivers
    if sum(other.id == entry["id"] for other in entries) > 1:
        raise _taken(file, entry)
    write_atomically(file, added.encode())
    return file


def told(entry: dict[str, Any]) -> dict[str, Any]:
    """Return what a person wrote of a waiver or baseline without secrets: it stands in reports and the ledger."""
    from snapshots.redaction.redact import Redactor  # noqa: PLC0415 - only where somebody wrote something

    redactor = Redactor(secrets.token_bytes(32), "told")  # which secret it was counts for nothing
    own = redactor.for_own()  # an address may have a mark of ours in it, by which it is found

    def plain(name: str, value: Any) -> Any:
        if not isinstance(value, str) or (name not in _PROSE and own.text(value) == value):
            return value
        return without_secrets(redactor.text(value), "(a secret)")

    return {name: plain(name, value) for name, value in entry.items()}


def _files(path: Path) -> Iterator[tuple[str, Path]]:
    """Yield the waiver files with their names: the one that is named, or those of a folder in order."""
    if not path.is_dir():
        yield path.name, path
        return
    for file in sorted(path.iterdir()):
        if file.suffix not in _SUFFIXES:
            continue
        name = f"{path.name}/{file.name}"
        if not file.is_file():  # nothing is passed over, and a pipe would be waited for
            raise ConfigError(f"{terminal(name)}: it is no regular file", hint="move it away")
        yield name, file


def _taken(path: Path, entry: Mapping[str, str]) -> ConfigError:
    return ConfigError(f"{path.name}: there is a waiver {entry['id']} already", hint="give it another --id")
