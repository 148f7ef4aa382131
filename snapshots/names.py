"""Names of files as documents hold them."""

from __future__ import annotations

import os


def readable(name: str) -> str:
    r"""Return a name as UTF-8: each byte of it that is none is written as `\xff`, so that documents can hold it."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")
