"""What a command finds around it before it does anything: its words, its variables, its folder and their names.

Names that are not UTF-8 are refused: they would stand in documents that are, and nobody could type what is advised.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Mapping, Sequence

from cli.config.names import shortened
from engine.errors import ConfigError

_OWN = "DRIFTGATE_"
_RECORD, _REST = "record", "--"  # what is recorded gets its words as they are
_HINTS = {
    errno.ENAMETOOLONG: "give a shorter path",
    errno.EACCES: "allow to read it, or run as the user who may",
    errno.EPERM: "allow to read it, or run as the user who may",
    errno.ELOOP: "a link leads to itself: name what is meant",
    errno.ENOTDIR: "correct the path",
    errno.EISDIR: "name a file",
}


def check_surroundings(words: Sequence[str], variables: Mapping[str, str]) -> None:
    """Refuse what is no text among the words of a command and our variables, and a folder that is gone.

    Raises ConfigError.
    """
    own = words[: words.index(_REST)] if words[:1] == [_RECORD] and _REST in words else words
    for number, word in enumerate(own, start=1):
        if not _is_text(word):
            raise ConfigError(
                f"argument {number} is not UTF-8: {shortened(word)}", hint="rename what it names; names are UTF-8 here"
            )
    for name in variables:
        if name.startswith(_OWN) and not _is_text(name + variables[name]):
            raise ConfigError(f"the environment variable {shortened(name)} is not UTF-8", hint=f"unset {name}")
    try:
        os.getcwd()  # noqa: PTH109 - only whether there is one
    except OSError as error:
        raise ConfigError(
            f"the current folder cannot be used: {error.strerror}", hint="cd to one that is there"
        ) from error


def as_error(error: OSError) -> ConfigError | None:
    """Return the error of a name that the system refuses wherever it is looked at; none for what is no name's fault."""
    if error.errno not in _HINTS or error.filename is None:
        return None
    name = shortened(os.fsdecode(error.filename)) if isinstance(error.filename, str | bytes) else "a file"
    return ConfigError(f"{name}: {error.strerror}", hint=_HINTS[error.errno])


def is_too_long(cause: BaseException | None) -> bool:
    """Tell whether what went wrong is that a name is too long: whoever gave it can give another."""
    return isinstance(cause, OSError) and cause.errno == errno.ENAMETOOLONG


def _is_text(word: str) -> bool:
    try:
        word.encode()
    except UnicodeEncodeError:
        return False
    return True
