"""Files that somebody names: read, a regular one of a size that was asked before; or written, not through a link."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterable
from pathlib import Path

from engine.errors import ConfigError
from snapshots.bounds import leads_out

SMALL = 2**20  # bytes: a key, a line of text


def read_file(path: Path, most: int = SMALL) -> bytes:
    """Return the bytes of a regular file of at most `most` bytes; raises OSError for anything else.

    A pipe would be waited for, and a device may never end.
    """
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        raise OSError(errno.EINVAL, "it is no regular file")
    if status.st_size > most:
        raise OSError(errno.EFBIG, f"it has more than {most} bytes")
    with path.open("rb") as stream:
        return stream.read(most + 1)[:most]


def check_new(folder: Path, names: Iterable[str]) -> None:
    """Raise ConfigError for the first of some files to write below a folder that a link leads out of it."""
    for name in names:
        if leads_out((folder / name).parent, folder):
            raise ConfigError(f"{name}: a link in it leads out of {folder.absolute()}", hint="remove the link")


def is_replaceable(path: Path) -> bool:
    """Tell whether a file can be written at a path: nothing is there, or a regular file."""
    return not os.path.lexists(path) or stat.S_ISREG(path.lstat().st_mode)
