"""Files that are there whole or not at all."""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from engine.errors import StoreError

PRIVATE, PUBLIC = 0o600, 0o644  # who may read a file: its owner, or everybody it is given to
_NEW = ".new-"
_HANDLES = "/proc/self/fd"


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
        with _written(path.parent, [data], mode) as (handle, name):
            if name is None:
                return _link(handle, path)
            try:
                os.link(name, path)
            except FileExistsError:
                return False
            return True
    except OSError as error:
        raise _problem(path, error) from error


def replace_file(path: Path, parts: Iterable[bytes], *, mode: int) -> None:
    """Write the parts of a file, in a folder that is there, in place of what is at its path; raises OSError.

    A link at the path is replaced, and what it leads to stays as it is.
    """
    with _written(path.parent, parts, mode) as (handle, name):
        if name is None and _link(handle, path):
            return
        beside = name or path.with_name(f"{_NEW}{secrets.token_hex(8)}")
        if name is None:  # only what has a name takes another's place
            _link(handle, beside)
        try:
            beside.replace(path)
        except OSError:
            beside.unlink(missing_ok=True)
            raise


def make_folder(folder: Path) -> None:
    """Make a folder, and those above it that are not there, for their owner only; raises OSError."""
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    for one in reversed(missing):
        one.mkdir(mode=0o700, exist_ok=True)
    folder.mkdir(exist_ok=True)  # a file in its place is an error


@contextmanager
def _written(folder: Path, parts: Iterable[bytes], mode: int) -> Iterator[tuple[int, Path | None]]:
    """Write the parts into a new file in a folder; what has no other name when the block ends is gone.

    It has no name where the filesystem can do so: of a process that is killed nothing stays behind.
    """
    handle, name = _opened(folder)
    try:
        with os.fdopen(handle, "wb", closefd=False) as stream:
            stream.writelines(parts)
        os.fchmod(handle, mode)
        os.fsync(handle)
        yield handle, name
    finally:
        os.close(handle)
        if name is not None:
            name.unlink(missing_ok=True)


def _opened(folder: Path) -> tuple[int, Path | None]:
    """Open a new file in a folder: without a name where Linux and the filesystem have such, else with one."""
    if hasattr(os, "O_TMPFILE") and Path(_HANDLES).is_dir():
        with suppress(OSError):  # the filesystem has none; what is wrong with the folder the other way tells
            return os.open(folder, os.O_TMPFILE | os.O_RDWR | os.O_CLOEXEC, PRIVATE), None
    handle, name = tempfile.mkstemp(dir=folder, prefix=_NEW)
    return handle, Path(name)


def _link(handle: int, path: Path) -> bool:
    """Give an open file a name, and tell whether it was free."""
    handles = os.open(_HANDLES, os.O_RDONLY)
    try:  # linkat(2) follows the link in /proc only when it is given a folder
        os.link(str(handle), path, src_dir_fd=handles, follow_symlinks=True)
    except FileExistsError:
        return False
    finally:
        os.close(handles)
    return True


def _problem(path: Path, error: OSError) -> StoreError:
    return folder_problem(path.parent, f"cannot write {path.name} in the store: {error.strerror}")


def folder_problem(folder: Path, what: str) -> StoreError:
    """Return the error of a folder that cannot be used: `what` happened, or what is in its way."""
    file = next((path for path in (folder, *folder.parents) if path.exists()), folder)
    if not file.is_dir():
        return StoreError(f"{file.name} is a file where a folder must be", hint=f"move it away: {file}")
    return StoreError(what, hint=f"check the folder {folder}")
