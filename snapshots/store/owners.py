"""Whether only those who may can write a file or folder: what others can write, others have said."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from pathlib import Path

from engine.errors import ConfigError

_OTHERS, _GROUP = stat.S_IWOTH, stat.S_IWGRP


def trusted_owners(told: Iterable[str]) -> frozenset[int]:
    """Return the ids of those whose files are believed: root, the user, the owner of the working folder, and `told`.

    `told` are ids or names of users; a name that the machine does not know is nobody's.
    """
    return frozenset({0, os.geteuid(), Path.cwd().stat().st_uid, *filter(None, map(_id_of, told))})


def check_owned(paths: Iterable[Path], trusted: frozenset[int], *, how: str) -> None:
    """Raise ConfigError for the first path that others can write, with what to type; what is not there is nobody's.

    A folder in which everybody can make files, but touch no other one's (the sticky bit), is not written by others.
    `how` is what an owner of the machine says to trust a user, with `{}` for the id.
    """
    for path in paths:
        try:
            status = path.lstat()
        except OSError:  # whoever reads it says what is wrong
            continue
        if status.st_uid not in trusted:
            owner = _name_of(status.st_uid)
            raise ConfigError(
                f"{path} belongs to {owner}, who is neither root, nor you, nor the owner of this folder",
                hint=f"chown it, or {how.format(status.st_uid)}",
            )
        if not stat.S_ISLNK(status.st_mode) and _is_open(status):
            raise ConfigError(f"{path} can be written by others", hint=f"chmod go-w {path}")


def _is_open(status: os.stat_result) -> bool:
    mode = status.st_mode
    if stat.S_ISDIR(mode) and mode & stat.S_ISVTX:
        return False
    # A group with the number of its user is a group of one's own, as most systems make it.
    shared = status.st_gid not in {status.st_uid, os.geteuid()}
    return bool(mode & _OTHERS or (mode & _GROUP and shared))


def _id_of(told: str) -> int | None:
    import pwd  # noqa: PLC0415 - only where somebody is named

    if told.isdecimal():
        return int(told)
    try:
        return pwd.getpwnam(told).pw_uid
    except KeyError:
        return None


def _name_of(user: int) -> str:
    import pwd  # noqa: PLC0415 - only where somebody is refused

    try:
        return f"{pwd.getpwuid(user).pw_name} ({user})"
    except KeyError:
        return f"user {user}"
