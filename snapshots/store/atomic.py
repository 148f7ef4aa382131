"""Files that are there whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from engine.errors import StoreError

PRIVATE, PUBLIC = 0o600, 0o644  # who may read a file: its owner, or everybody it is given to


def write_atomically(path: Path, data: bytes, *, mode: int = PRIVATE) -> None:
    """Write a file so that a reader or a crash sees all of it or none; only its owner may read it, without a `mode`.

    Folders that are not there are made, for their owner only. Raises StoreError when the folder cannot be written.
    """
    try:
        make_folder(path.parent)
        replace_file(path, [data], mode=mode)
    except OSError as error:
        raise _problem(path, error) from error


def write_new(path: Path, data: bytes, *, mode: int = PRIVATE) -> bool:
    """Write a file that must not exist yet and tell whether this call made it; `mode` is what may be done with it.

    Raises StoreError when the folder cannot be written.
    """
    try:
        make_folder(path.parent)
        with _beside(path, [data]) as written:
            written.chmod(mode)
            try:
                os.link(written, path)
            except FileExistsError:
                return False
            return True
    except OSError as error:
        raise _problem(path, error) from error


def replace_file(path: Path, parts: Iterable[bytes], *, mode: int) -> None:
    """Write the parts of a file, in a folder that is there, in place of what is at its path; raises OSError.

    A link at the path is replaced, and what it leads to stays as it is.
    """
    with _beside(path, parts) as written:
        written.chmod(mode)
        written.replace(path)


@contextmanager
def _beside(path: Path, parts: Iterable[bytes]) -> Iterator[Path]:
    """Write the parts into a new file in the same folder, which is gone when the block ends."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.writelines(parts)
            stream.flush()
            os.fsync(stream.fileno())
        yield Path(name)
    finally:
        with suppress(FileNotFoundError):
            Path(name).unlink()


def make_folder(folder: Path) -> None:
    """Make a folder, and those above it that are not there, for their owner only; raises OSError."""
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    for one in reversed(missing):
        one.mkdir(mode=0o700, exist_ok=True)
    folder.mkdir(exist_ok=True)  # a file in its place is an error


def _problem(path: Path, error: OSError) -> StoreError:
    return folder_problem(path.parent, f"cannot write {path.name} in the store: {error.strerror}")


def folder_problem(folder: Path, what: str) -> StoreError:
    """Return the error of a folder that cannot be used: `what` happened, or what is in its way."""
    file = next((path for path in (folder, *folder.parents) if path.exists()), folder)
    if not file.is_dir():
        return StoreError(f"{file.name} is a file where a folder must be", hint=f"move it away: {file}")
    return StoreError(what, hint=f"check the folder {folder}")
