"""Reading a file that somebody names: a regular one, of a size that was asked before."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

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


def is_replaceable(path: Path) -> bool:
    """Tell whether a file can be written at a path: nothing is there, or a regular file."""
    return not os.path.lexists(path) or stat.S_ISREG(path.lstat().st_mode)
