"""Which variables of the environment a configuration may name: ours, and those that the owner of the machine allows.

The others belong to other programs, and what they hold was never meant for where a configuration would send it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.config.allowed import NAMES, how, list_allowed
from cli.config.entries import list_references
from engine.errors import ConfigError

if TYPE_CHECKING:
    from cli.config.load import LoadedConfiguration

_OURS = "DRIFTGATE_"


def check_variables(loaded: LoadedConfiguration) -> None:
    """Raise ConfigError for the first variable that a configuration may not read, with how to allow it."""
    for location, reference in list_references(loaded.configuration):
        kind, _, name = reference.partition(":")
        if kind == "env" and not name.startswith(_OURS) and name not in list_allowed(NAMES):
            where, key = loaded.document.where(location), ".".join(map(str, location))
            raise ConfigError(
                f"{where}: {key}: a configuration may not read the variable {name}",
                hint=f"name it {_OURS}{name}, or {how(NAMES, name)}",
            )
