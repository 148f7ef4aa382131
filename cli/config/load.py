"""Finding and reading `driftgate.yaml`."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import ConfigError
from snapshots.bounds import unlinked

if TYPE_CHECKING:
    from cli.config.model import Configuration
    from cli.config.yaml_text import YamlFile

_LOG = logging.getLogger(__name__)
FILE = "driftgate.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedConfiguration:
    """A configuration with the file that it came from; relative paths in it start at `base`."""

    configuration: Configuration
    document: YamlFile
    path: Path

    @property
    def base(self) -> Path:
        """Return the folder of the file."""
        return self.path.parent


def find(start: Path) -> Path | None:
    """Return the nearest `driftgate.yaml` in a folder or above it, up to the folder that holds `.git`."""
    for folder in (start, *start.parents):
        if (folder / FILE).is_file():
            return folder / FILE
        if (folder / ".git").exists():
            return None
    return None


def load(path: Path) -> LoadedConfiguration:
    """Return the configuration of a file; raises ConfigError with every problem in it."""
    from cli.config.allowed import PATHS, how  # noqa: PLC0415 - with the next
    from cli.config.hosts import check_hosts  # noqa: PLC0415 - a tenth of a second, where there is a file
    from cli.config.model import Configuration  # noqa: PLC0415 - the same
    from cli.config.places import check_places, is_allowed  # noqa: PLC0415 - the same
    from cli.config.variables import check_variables  # noqa: PLC0415 - the same
    from cli.config.yaml_file import read_document, validate  # noqa: PLC0415 - the same

    if not is_allowed(path, path.parent):  # a change may have made it one, and errors tell what is in it
        hint = f"write the file itself, or {how(PATHS, unlinked(path).parent)}"
        raise ConfigError(f"{path.name}: a link leads out of {path.parent.absolute()}", hint=hint)
    document = read_document(path, name=path.name)
    found = LoadedConfiguration(
        configuration=validate(document, Configuration), document=document, path=path.absolute()
    )
    for check in (check_places, check_variables, check_hosts):
        check(found)
    _LOG.debug(
        "configuration_read", extra={"path": str(found.path), "environments": len(found.configuration.environments)}
    )
    return found


def load_nearest(given: Path | None, start: Path) -> LoadedConfiguration | None:
    """Return the configuration that was named, else the nearest one, none when there is none.

    Raises ConfigError when the named file is not there or any file is wrong.
    """
    if given is not None:
        if not given.is_file():
            raise ConfigError(f"{given}: there is no such file", hint="check the path given with --config")
        return load(given)
    path = find(start)
    if path is not None and path.parent != start:  # nobody has named it, and whoever can write above could have made it
        from cli.config.owners import check_owners  # noqa: PLC0415 - only where it is above

        check_owners([path, path.parent])
    return None if path is None else load(path)
