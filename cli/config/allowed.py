"""What the owner of this machine allows a configuration besides, in variables of the environment.

A configuration may be a stranger's, from a pull request: what it may reach is never said in the configuration itself.
"""

from __future__ import annotations

import os
import re

PATHS = "DRIFTGATE_ALLOW_PATHS"
NAMES = "DRIFTGATE_ALLOW_ENV"
HOSTS = "DRIFTGATE_ALLOW_HOSTS"
ACCOUNTS = "DRIFTGATE_ALLOW_ACCOUNTS"
OWNERS = "DRIFTGATE_TRUST_OWNER"
_BETWEEN = re.compile(r"[\s,]+")


def list_allowed(variable: str) -> tuple[str, ...]:
    """Return the entries of one of these variables: folders are divided as in PATH, all else by commas or spaces."""
    told = said(variable)
    return tuple(filter(None, told.split(os.pathsep) if variable == PATHS else _BETWEEN.split(told)))


def said(variable: str) -> str:
    """Return the value of a variable of the environment, empty where it is not set."""
    return os.environ.get(variable, "")  # noqa: TID251 - the owner of the machine says it, and no configuration


def how(variable: str, value: object) -> str:
    """Return how an owner allows a value."""
    return f"let the owner of this machine say: export {variable}={value}"
