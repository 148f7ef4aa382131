"""What code declares is worked out again only where something has changed that it was worked out from.

Every question that reading asked of its folders is kept, with one digest of all answers: which files there are, what
kind each is, where a link leads, what it holds, what git keeps. Where the same questions get the same answers, the same
code declares the same resources, so that no list of what reading depends on has to be kept true by hand.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import logging
import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path, PurePath
from typing import Any, TypeVar

import msgspec

from engine.errors import InputError, StoreError
from engine.jsontext.digest import digest
from engine.model.snapshot import Side, Snapshot
from engine.ports import Collection
from snapshots.store.cache import Cache
from snapshots.store.objects import sealed, unsealed
from snapshots.terraform.code.collector import CodeCollector
from snapshots.terraform.code.files import parser
from snapshots.terraform.code.installed import Kept

_LOG = logging.getLogger(__name__)
T = TypeVar("T")

_FORM = 2  # of what is kept; a change of what code is read as needs a new number
_UNTOLD = datetime.min.replace(tzinfo=UTC)  # code does not say when it was made


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptCode:
    """Implements `engine.ports.Collector` for a folder of the machine, as `collector` reads it.

    `basis` names what the reading depends on beside the folder: the key epoch, the provider schema and what an
    installation redacts of its own.
    """

    collector: CodeCollector
    folder: Path
    cache: Cache
    basis: tuple[str, ...]

    def collect(self) -> Collection:
        """Return what the code declares; a gap for each file that cannot be read."""
        if self.collector.redactor.previous:  # each secret has to be seen again, for the bridge between the two keys
            return self.collector.collect()
        place = self._place()
        found = self._find(place)
        return self._read(place) if found is None else found

    def _read(self, place: str) -> Collection:
        answers = _Answers(self.collector.kept)
        found = replace(self.collector, path=_Asked(self.folder, answers), kept=answers.is_kept).collect()
        data = sealed(_as_snapshot(found))
        entry = _Entry(questions=answers.questions, answers=answers.seen.digest(), data=data)
        self.cache.write(place, msgspec.msgpack.encode(entry))
        return found

    def _find(self, place: str) -> Collection | None:
        """Return what was kept of the last reading, none where anything would be answered in another way by now."""
        try:
            entry = msgspec.msgpack.decode(self.cache.read(place) or b"", type=_Entry)
            answers = _Answers(self.collector.kept)
            for kind, path in entry.questions:
                answers.ask(kind, Path(os.fsdecode(path)))
            if answers.seen.digest() != entry.answers:
                return None
            kept = unsealed(entry.data, name=self.collector.location)
        except (msgspec.DecodeError, StoreError, InputError):  # nothing kept
            return None
        _LOG.debug("code_reused", extra={"source": self.collector.location, "resources": len(kept.resources)})
        return Collection(
            origins=kept.origins, resources=kept.resources, gaps=kept.gaps, complete=kept.complete, moves=kept.moves
        )

    def _place(self) -> str:
        bounds = self.collector.reader.bounds
        asked = [self.collector.location, *self.collector.var_files, str(self.folder), str(bounds.roots), bounds.fix]
        form = [_FORM, importlib.metadata.version("driftgate"), parser(), *self.basis]
        return digest([*form, *asked]).removeprefix("sha256:")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """What is kept: the questions, the digest of their answers, and a snapshot of what was read."""

    questions: list[tuple[str, bytes]]
    answers: bytes
    data: bytes


@dataclass(slots=True)
class _Answers:
    """The questions that were asked, each as its kind and the bytes of a path, and the digest of all answers."""

    kept: Kept
    questions: list[tuple[str, bytes]] = field(default_factory=list)
    seen: Any = field(default_factory=hashlib.sha256)

    def told(self, kind: str, path: PurePath, ask: Callable[[], T], said: Callable[[T], bytes]) -> T:
        """Ask, note what was answered, and return it; raises what asking raises."""
        self.questions.append((kind, os.fsencode(path)))
        try:
            found = ask()
        except OSError as error:
            self._note(b"!%d" % (error.errno or 0))
            raise
        self._note(b"=" + said(found))
        return found

    def ask(self, kind: str, path: Path) -> None:
        """Ask once more what was asked before."""
        asked = _Asked(path, self)
        again: dict[str, Callable[[], object]] = {
            "inside": asked.iterdir,
            "file": asked.is_file,
            "folder": asked.is_dir,
            "bytes": asked.read_bytes,
            "place": asked.resolve,
            "kept": lambda: self.is_kept(path),
        }
        with suppress(OSError):  # it is an answer, too
            again[kind]()

    def is_kept(self, folder: PurePath) -> str | None:
        """Return the first file that git keeps of a folder, as `Kept` does."""
        return self.told("kept", folder, lambda: self.kept(folder), lambda name: repr(name).encode())

    def _note(self, answer: bytes) -> None:
        self.seen.update(len(answer).to_bytes(8, "big"))
        self.seen.update(answer)


@dataclass(frozen=True, slots=True)
class _Asked:
    """Implements `snapshots.terraform.code.files.CodePath` for a path of the machine: every answer is noted."""

    path: Path
    answers: _Answers = field(compare=False, repr=False)

    @property
    def name(self) -> str:
        """Return the last part of the path."""
        return self.path.name

    def __truediv__(self, key: str, /) -> _Asked:
        return _Asked(self.path / key, self.answers)

    def iterdir(self) -> Iterator[_Asked]:
        """Yield what is in the folder; raises OSError."""
        inside = self.answers.told("inside", self.path, lambda: sorted(self.path.iterdir()), _names)
        return iter([_Asked(path, self.answers) for path in inside])

    def is_file(self) -> bool:
        """Tell whether it is a file."""
        return self.answers.told("file", self.path, self.path.is_file, _truth)

    def is_dir(self) -> bool:
        """Tell whether it is a folder."""
        return self.answers.told("folder", self.path, self.path.is_dir, _truth)

    def read_bytes(self) -> bytes:
        """Return the bytes of the file; raises OSError."""
        return self.answers.told("bytes", self.path, self.path.read_bytes, bytes)

    def resolve(self) -> PurePath:
        """Return the path without links."""
        return self.answers.told("place", self.path, self.path.resolve, os.fsencode)


def _names(paths: list[Path]) -> bytes:
    return b"\0".join(os.fsencode(path.name) for path in paths)


def _truth(answer: bool) -> bytes:
    return b"yes" if answer else b"no"


def _as_snapshot(found: Collection) -> Snapshot:
    return Snapshot(
        environment="",
        side=Side.DESIRED,
        taken_at=_UNTOLD,
        origins=found.origins,
        resources=found.resources,
        gaps=found.gaps,
        complete=found.complete,
        moves=found.moves,
    )
