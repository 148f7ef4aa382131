"""Documents in files: one file, or every JSON and YAML file of a folder."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from engine.model.outcome import GapReason
from snapshots.bounds import EVERYWHERE, PROBLEM, Bounds, unlinked
from snapshots.documents.errors import DocumentError, unsupported
from snapshots.documents.text import MAX_BYTES
from snapshots.names import readable

SUFFIXES = (".json", ".yaml", ".yml")
_FIRST = 5


Written = Callable[[Path, bytes, datetime], datetime]


def _as_the_disk_says(_path: Path, _data: bytes, written: datetime) -> datetime:
    return written


@dataclass(frozen=True, slots=True)
class LoadedFile:
    """The bytes of a file, and when they were written where that is known."""

    data: bytes
    written_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentFile:
    """A file: where it is, as people name it, and what it is called in its folder; none where it was named itself."""

    path: Path
    location: str
    name: str | None
    bounds: Bounds
    written: Written = _as_the_disk_says

    def load(self) -> LoadedFile:
        """Return the bytes of the file; raises DocumentError."""
        try:
            if not self.bounds.hold(unlinked(self.path)):
                raise unsupported(PROBLEM, self.bounds.fix)
            self._check_end()
            told = self.path.stat()
            if told.st_size > MAX_BYTES:
                raise unsupported(f"the file has more than {MAX_BYTES} bytes", "split it: ask for fewer kinds at once")
            data = self.path.read_bytes()
            return LoadedFile(data, self.written(self.path, data, datetime.fromtimestamp(int(told.st_mtime), UTC)))
        except OSError as error:
            problem = error.strerror or type(error).__name__
            detail = f"cannot read the file: {problem}"
            raise DocumentError(GapReason.MISSING_INPUT, detail, "check the path") from error

    def _check_end(self) -> None:
        """Refuse a device, which may never end; a pipe is read where somebody names it, and not among other files."""
        if self.path.is_char_device() or self.path.is_block_device() or (self.path.is_fifo() and self.name):
            raise OSError(errno.EINVAL, "it is no regular file")


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentFolder:
    """The files of a place: itself, or all that look like documents below it, and the names of all others.

    `written` tells of a file and its bytes when they were written, where it is known when the disk says so.
    """

    location: str
    path: Path
    bounds: Bounds = EVERYWHERE
    written: Written = _as_the_disk_says

    def files(self) -> tuple[Sequence[DocumentFile], str]:
        """Return the files, sorted, and a sentence on what was passed over by its name.

        Folders whose names begin with a dot hold what tools keep for themselves. A folder that cannot be listed, or
        that a link names out of bounds, is a file that cannot be read.
        """
        if not self.path.is_dir():
            return [self._file_at(self.path, self.location, None)], ""
        passed: list[str] = []
        return [self._file(path) for path in sorted(self._below(passed))], _told(passed)

    def _file(self, path: Path) -> DocumentFile:
        name = readable(path.relative_to(self.path).as_posix())
        location = f"{self.location.rstrip('/')}/{name}"
        return self._file_at(path, location, name)

    def _file_at(self, path: Path, location: str, name: str | None) -> DocumentFile:
        return DocumentFile(path=path, location=location, name=name, bounds=self.bounds, written=self.written)

    def _below(self, passed: list[str]) -> Iterator[Path]:
        refused: list[OSError] = []
        seen: set[str] = set()
        for folder, folders, files in os.walk(self.path, onerror=refused.append, followlinks=True):
            real = os.path.realpath(folder)
            if not self.bounds.hold(Path(real)):
                folders[:] = []
                yield Path(folder)
                continue
            folders[:] = sorted(name for name in folders if not name.startswith(".")) if real not in seen else []
            if real not in seen:
                place = Path(folder)
                yield from (place / name for name in files if name.endswith(SUFFIXES) and not name.startswith("."))
                others = (name for name in files if not name.endswith(SUFFIXES) or name.startswith("."))
                passed += [readable((place / name).relative_to(self.path).as_posix()) for name in others]
            seen.add(real)
        yield from (Path(str(error.filename)) for error in refused)


def _told(names: Sequence[str]) -> str:
    if not names:
        return ""
    first = sorted(names)[:_FIRST]
    return f"{len(names)}: {', '.join([*first, *(['…'] if len(names) > len(first) else [])])}"
