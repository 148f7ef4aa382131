"""Files that are there whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from engine.errors import StoreError

PRIVATE, PUBLIC = 0o600, 0o644  # who may read a file: its owner, or everybody it is given to


def write_atomically(path: Path, data: bytes, *, mode: int = PRIVATE) -> None:
    """Write a file so that a reader or a crash sees all of it or none; only its owner may read it, without a `mode`.

    Raises StoreError when the folder cannot be written.
    """
    with _beside(path, data) as written:
        written.chmod(mode)
        written.replace(path)


def write_new(path: Path, data: bytes, *, mode: int = PRIVATE) -> bool:
    """Write a file that must not exist yet and tell whether this call made it; `mode` is what may be done with it.

    Raises StoreError when the folder cannot be written.
    """
    with _beside(path, data) as written:
        written.chmod(mode)
        try:
            os.link(written, path)
        except FileExistsError:
            return False
        return True


@contextmanager
def _beside(path: Path, data: bytes) -> Iterator[Path]:
    """Write the data into a new file in the same folder, which is gone when the block ends."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            yield Path(name)
        finally:
            with suppress(FileNotFoundError):
                Path(name).unlink()
    except OSError as error:
        raise folder_problem(path.parent, f"cannot write {path.name} in the store: {error.strerror}") from error


def folder_problem(folder: Path, what: str) -> StoreError:
    """Return the error of a folder that cannot be used: `what` happened, or what is in its way."""
    file = next((path for path in (folder, *folder.parents) if path.exists()), folder)
    if not file.is_dir():
        return StoreError(f"{file.name} is a file where a folder must be", hint=f"move it away: {file}")
    return StoreError(what, hint=f"check the folder {folder}")
