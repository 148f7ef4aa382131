"""What a reference of the configuration names: `env:NAME` a variable of the environment, `file:PATH` a small file.

Which variables and files a configuration may name is checked where it is read (`cli.config`).
"""

from __future__ import annotations

import os
from pathlib import Path

from cli.wiring.files import read_file
from engine.errors import ConfigError


def value_of(reference: str, base: Path) -> bytes | None:
    """Return what a reference names; none for a variable that is not set or empty. Paths start from `base`.

    Raises OSError for a file that cannot be read, or is none.
    """
    kind, _, rest = reference.partition(":")
    if kind == "file":
        return read_file(base / rest)
    return os.environ.get(rest, "").encode("utf-8", "surrogateescape") or None  # noqa: TID251 - the configuration names the variable


def read_reference(reference: str, base: Path, what: str) -> bytes:
    """Return what a reference names; raises ConfigError, which says `what` it is for, where there is nothing."""
    rest = reference.partition(":")[2]
    try:
        value = value_of(reference, base)
    except OSError as error:
        raise ConfigError(f"{what}: cannot read {rest}: {error.strerror}", hint="check the path") from error
    if value is None:
        raise ConfigError(f"{what}: the environment variable {rest} is not set", hint=f"export {rest}")
    return value
